package download

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/storetest"
)

// If a body does not match the Want of its request, the reply is an error, and no memory or file of
// the body is left.
func TestWant(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := 0
		fmt.Sscanf(r.URL.Path, "/%d", &n)
		io.WriteString(w, strings.Repeat("x", n))
	}))
	defer server.Close()
	for _, size := range []int64{0, 10, 1 << 20} {
		right, wrong := sha256.Sum256([]byte(strings.Repeat("x", int(size)))), sha256.Sum256([]byte("y"))
		for _, tt := range []struct {
			name string
			want *Want
			kind string
		}{
			{"anything", nil, "ok"},
			{"nothing known", &Want{Size: -1}, "ok"},
			{"size", &Want{Size: size}, "ok"},
			{"hash", &Want{Size: -1, SHA256: right}, "ok"},
			{"both", &Want{Size: size, SHA256: right}, "ok"},
			{"another size", &Want{Size: size + 1}, "bad_content"},
			{"another hash", &Want{Size: -1, SHA256: wrong}, "bad_content"},
			{"another hash of the size", &Want{Size: size, SHA256: wrong}, "bad_content"},
		} {
			t.Run(fmt.Sprint(tt.name, " of ", size), func(t *testing.T) {
				f := direct(t, patient)
				got := follow(t, f, Request{URL: clienttest.URL(t, fmt.Sprint(server.URL, "/", size)), Want: tt.want})
				if kind := kindOf(got); kind != tt.kind {
					t.Errorf("got %s (%v), want %s", kind, got.Err, tt.kind)
				}
				got.Body.Discard()
				if left := f.config.Files.(*storetest.Directory).Pending(); left != 0 || got.Partial != nil {
					t.Errorf("%d pending files left, %v", left, got.Partial)
				}
			})
		}
	}
}
