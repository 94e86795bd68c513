package download

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/badserver"
	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/digest"
	"github.com/hoist/hoist/internal/integrity"
	"github.com/hoist/hoist/internal/storetest"
)

// sumOf returns the hash of text.
func sumOf(a digest.Algorithm, text string) digest.Sum {
	h := a.New()
	io.WriteString(h, text)
	return digest.SumOf(a, h)
}

// If a body is not as its request expects, the reply is an error with both values, and no memory or
// file of the body is left.
func TestExpected(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := 0
		fmt.Sscanf(r.URL.Path, "/%d", &n)
		io.WriteString(w, strings.Repeat("x", n))
	}))
	defer server.Close()
	for _, size := range []int64{0, 10, 2 << 20} {
		text := strings.Repeat("x", int(size))
		type test struct {
			name     string
			expected *integrity.Expected
			text     string // of the error; "" for none
		}
		tests := []test{
			{"anything", nil, ""},
			{"nothing known", &integrity.Expected{Size: -1}, ""},
			{"size", &integrity.Expected{Size: size}, ""},
			{"another size", &integrity.Expected{Size: size + 1}, fmt.Sprintf("body has %d bytes, and %d are expected", size, size+1)},
			{
				"two hashes, the second wrong",
				&integrity.Expected{Size: size, Sums: []digest.Sum{sumOf(digest.SHA1, text), sumOf(digest.MD5, "y")}},
				fmt.Sprintf("body has the md5 %s, and %s is expected", sumOf(digest.MD5, text).Hex(), sumOf(digest.MD5, "y").Hex()),
			},
		}
		for _, a := range digest.Algorithms {
			right, wrong := sumOf(a, text), sumOf(a, "y")
			tests = append(tests,
				test{fmt.Sprint("the ", a), &integrity.Expected{Size: -1, Sums: []digest.Sum{right}}, ""},
				test{fmt.Sprint("size and ", a), &integrity.Expected{Size: size, Sums: []digest.Sum{right}}, ""},
				test{
					fmt.Sprint("another ", a), &integrity.Expected{Size: size, Sums: []digest.Sum{wrong}},
					fmt.Sprintf("body has the %v %s, and %s is expected", a, right.Hex(), wrong.Hex()),
				})
		}
		for _, tt := range tests {
			t.Run(fmt.Sprint(tt.name, " of ", size), func(t *testing.T) {
				f := direct(t, patient)
				got := follow(t, f, Request{URL: clienttest.URL(t, fmt.Sprint(server.URL, "/", size)), Expected: tt.expected})
				if tt.text == "" && got.Err != nil || tt.text != "" && (fault(got) != "mismatch" || got.Err.Error() != tt.text) {
					t.Errorf("got %s (%v), want %q", fault(got), got.Err, tt.text)
				}
				got.Body.Discard()
				if left := f.config.Files.(*storetest.Directory).Pending(); left != 0 || got.Partial != nil {
					t.Errorf("%d pending files left, %v", left, got.Partial)
				}
			})
		}
	}
}

// A body whose size can't be right is not read to its end, whether its size is announced or not.
func TestWantedSize(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	send, hang := badserver.Send, badserver.Hang()
	for _, tt := range []struct {
		name  string
		least int64
		size  int64
		want  string
		steps []badserver.Step
	}{
		{"right", 0, 3, "ok", []badserver.Step{send(ok + "Content-Length: 3\r\n\r\nabc")}},
		{"no byte is expected", 0, 0, "mismatch body has 3 bytes, and 0 are expected", []badserver.Step{
			send(ok + "Content-Length: 3\r\n\r\nabc"),
		}},
		{"too long by its length", 0, 2, "mismatch body has 9999999 bytes, and 2 are expected", []badserver.Step{
			send(ok + "Content-Length: 9999999\r\n\r\nab"), hang,
		}},
		{"too short by its length", 0, 9999999, "mismatch body has 300000 bytes, and 9999999 are expected", []badserver.Step{
			send(ok + "Content-Length: 300000\r\n\r\n"), hang,
		}},
		{"without end", 0, 1000, "mismatch body has ", []badserver.Step{
			send(ok + "Transfer-Encoding: chunked\r\n\r\n"), badserver.Repeat("3\r\nabc\r\n"),
		}},
		{"without end, in a file", 0, 3*largeSize + 1, "mismatch body has ", []badserver.Step{
			send(ok + "Transfer-Encoding: chunked\r\n\r\n"), badserver.Repeat("3\r\nabc\r\n"),
		}},
		{"too short", 0, 4, "mismatch body has 3 bytes, and 4 are expected", []badserver.Step{
			send(ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
		}},
		{"broken off", 0, 4, "truncated, again body broke off after 3 bytes: ", []badserver.Step{
			send(ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
		}},
		{"encoded, with the size of what it encodes", 0, 4,
			`mismatch body has 3 bytes, and 4 are expected; it came with Content-Encoding "gzip", and is not decoded`, []badserver.Step{
				send(ok + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"),
			}},
		{"encoded, with its own size", 0, 3, "ok", []badserver.Step{
			send(ok + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"),
		}},
		{"encoded and chunked", 0, 4,
			`mismatch body has 3 bytes, and 4 are expected; it came with Content-Encoding "gzip", and is not decoded`, []badserver.Step{
				send(ok + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
			}},
		{"another status", 0, 4, "http", []badserver.Step{send("HTTP/1.1 403 No\r\nContent-Length: 3\r\n\r\nabc")}},

		{"as many as the least", 3, -1, "ok", []badserver.Step{send(ok + "Content-Length: 3\r\n\r\nabc")}},
		{"fewer than the least by its length", 400000, -1,
			"bad_content body of 300000 bytes is under the limit of 400000 (--min-bytes)",
			[]badserver.Step{send(ok + "Content-Length: 300000\r\n\r\n"), hang}},
		{"fewer than the least", 4, -1, "bad_content body of 3 bytes is under the limit of 4 (--min-bytes)", []badserver.Step{
			send(ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
		}},
		{"fewer than the least, and broken off", 4, -1, "truncated, again", []badserver.Step{
			send(ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
		}},
		{"no byte", 1, -1, "bad_content body of 0 bytes", []badserver.Step{send(ok + "Content-Length: 0\r\n\r\n")}},
		{"both", 4, 4, "bad_content", []badserver.Step{send(ok + "Content-Length: 3\r\n\r\nabc")}},
		{"another status than the least", 4, -1, "not_found", []badserver.Step{
			send("HTTP/1.1 404 No\r\nContent-Length: 3\r\n\r\nabc"),
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			host := serveSteps(t, tt.steps...)
			f := direct(t, patient)
			f.config.Content.MinBytes = tt.least
			got := follow(t, f, Request{URL: clienttest.URL(t, "http://"+host+"/x"), Expected: &integrity.Expected{Size: tt.size}})
			if text := strings.TrimSuffix(fmt.Sprint(fault(got), " ", got.Err), " <nil>"); !strings.HasPrefix(text, tt.want) {
				t.Errorf("got %s, want %s", text, tt.want)
			}
			got.Body.Discard()
			if left := f.config.Files.(*storetest.Directory).Pending(); left != 0 || got.Partial != nil {
				t.Errorf("%d pending files left, %v", left, got.Partial)
			}
		})
	}
}

// A body that was continued and is not as expected is requested once more, from its beginning,
// and then it is not continued. The hashes continue where the body broke off.
func TestWantContinued(t *testing.T) {
	const (
		fields = "ETag: \"v1\"\r\nAccept-Ranges: bytes\r\n"
		first  = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n" + fields + "\r\n0123"
		rest   = "HTTP/1.1 206 Partial Content\r\n" + fields + "Content-Length: 6\r\nContent-Range: bytes 4-9/10\r\n\r\n456789"
		other  = "HTTP/1.1 206 Partial Content\r\n" + fields + "Content-Length: 6\r\nContent-Range: bytes 4-9/10\r\n\r\nabcdef"
		whole  = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n" + fields + "\r\n0123456789"
		wrong  = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n" + fields + "\r\nabcdefghij"
		length = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + fields + "\r\n4\r\n0123\r\n"
		larger = "HTTP/1.1 206 Partial Content\r\n" + fields + "Content-Length: 6\r\nContent-Range: bytes 4-9/11\r\n\r\n456789"
	)
	for _, tt := range []struct {
		name    string
		answers []string
		faults  string
		asked   string // ranges of the requests
	}{
		{"right", []string{first, rest}, "truncated, again; ok", ",bytes=4-"},
		{"wrong, then right", []string{first, other, whole}, "truncated, again; mismatch, again; ok", ",bytes=4-,"},
		{"wrong, then wrong", []string{first, other, wrong}, "truncated, again; mismatch, again; mismatch", ",bytes=4-,"},
		{
			"wrong, then broken off, and right", []string{first, other, first, whole},
			"truncated, again; mismatch, again; truncated, again; ok", ",bytes=4-,,",
		},
		{
			"wrong, then broken off, and wrong", []string{first, other, first, wrong},
			"truncated, again; mismatch, again; truncated, again; mismatch", ",bytes=4-,,",
		},
		{
			"wrong, then broken off twice", []string{first, other, first, first, whole},
			"truncated, again; mismatch, again; truncated, again; truncated, again; ok", ",bytes=4-,,,",
		},
		{"broken off, then the wrong whole", []string{first, wrong}, "truncated, again; mismatch", ",bytes=4-"},
		{"the whole has another size", []string{length, larger}, "truncated, again; mismatch", ",bytes=4-"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			script := &script{}
			host := serveEach(t, script.steps(tt.answers))
			f := direct(t, patient)
			f.partials, f.config.Content.MinBytes = make(partials, 1), 10 // which the rest alone does not have
			expected := &integrity.Expected{
				Size: 10, Sums: []digest.Sum{sumOf(digest.MD5, "0123456789"), sumOf(digest.SHA256, "0123456789")},
			}
			r := Request{URL: clienttest.URL(t, "http://"+host+"/x"), Expected: expected}
			var faults []string
			var last Reply
			for again := true; again && len(faults) < 6; again = last.Retry {
				last = follow(t, f, r)
				faults = append(faults, fault(last))
				r = r.Restarted(&last)
			}
			if got := strings.Join(faults, "; "); got != tt.faults {
				t.Errorf("got %s, want %s; last: %v", got, tt.faults, last.Err)
			}
			saved(t, f, last)
			script.mu.Lock()
			defer script.mu.Unlock()
			if got := strings.ReplaceAll(strings.Join(script.asked, ","), ` "v1"`, ""); got != tt.asked {
				t.Errorf("asked for %s, want %s", got, tt.asked)
			}
		})
	}
}
