package download

import (
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/badserver"
	"github.com/hoist/hoist/internal/clienttest"
)

// A file has the body without its framing. The rules are in internal/h1; this tests their effect on
// a job.
func TestFraming(t *testing.T) {
	const (
		ok      = "HTTP/1.1 200 OK\r\n"
		old     = "HTTP/1.0 200 OK\r\n"
		chunked = "Transfer-Encoding: chunked\r\n"
		abc     = "\r\n3\r\nabc\r\n0\r\n\r\n"
		early   = "HTTP/1.1 103 Early Hints\r\n\r\n"
	)
	for _, tt := range []struct{ name, raw, want, saved string }{
		{"chunks of HTTP/1.0", old + chunked + abc, "ok", "abc"},
		{"chunks of HTTP/1.0 and a length", old + "Content-Length: 13\r\n" + chunked + abc, "ok", "abc"},
		{"chunks of HTTP/1.0 cut off", old + chunked + "\r\n3\r\nabc\r\n", "truncated, again", ""},
		{"HTTP/1.0 that says chunks and has none", old + chunked + "\r\nabc", "truncated, again", ""},
		{"HTTP/1.0 that says chunks and has lines", old + chunked + "\r\nhello\r\n", "protocol", ""},
		{"coding of HTTP/1.0", old + "Transfer-Encoding: gzip\r\n" + abc, "protocol", ""},
		{"coding", ok + "Transfer-Encoding: gzip, chunked\r\n" + abc, "protocol", ""},
		{"blank before the colon of a coding", ok + "Transfer-Encoding : chunked\r\n" + abc, "protocol", ""},
		{"blank before the colon of a length", ok + "Content-Length : 3\r\n\r\nabc", "protocol", ""},
		{"chunks and a length", ok + "Content-Length: 3\r\n" + chunked + abc, "ok", "abc"},
		{"length twice", ok + "Content-Length: 3, 3\r\n\r\nabc", "ok", "abc"},
		{"blank before a chunk extension", ok + chunked + "\r\n3 ; x\r\nabc\r\n0\r\n\r\n", "ok", "abc"},
		{"identity", ok + "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc", "ok", "abc"},
		{"chunks twice", ok + "Transfer-Encoding: chunked, chunked\r\n" + abc, "ok", "abc"},
		{"twenty 1xx", strings.Repeat(early, 20) + ok + chunked + abc, "ok", "abc"},
		{"one more 1xx", strings.Repeat(early, 21) + ok + chunked + abc, "protocol", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			host := serveSteps(t, badserver.Send(tt.raw))
			f := direct(t, patient)
			got := follow(t, f, Request{URL: clienttest.URL(t, "http://"+host+"/x")})
			if kind := fault(got); kind != tt.want {
				t.Errorf("got %s (%v), want %s", kind, got.Err, tt.want)
			}
			if text := saved(t, f, got); text != tt.saved {
				t.Errorf("saved %q, want %q", text, tt.saved)
			}
		})
	}
}
