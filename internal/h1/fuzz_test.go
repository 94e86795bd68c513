package h1_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// Whatever a server sends, in whatever pieces: a caller sees of it what it would see of http.Transport.
func FuzzAnswer(f *testing.F) {
	const ok = "HTTP/1.1 200 OK\r\n"
	for _, raw := range []string{
		ok + "Content-Length: 3\r\n\r\nabc",
		ok + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
		ok + "Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\n",
		ok + "X: a\r\n b\r\n\r\nabc",
		ok + "X: " + strings.Repeat("x", maxHeaderBytes),
		"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nabc",
		"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\nabc",
		"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nabc",
		"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
		ok + "Content-Length: -3\r\n\r\n",
		ok + "X\r\n\r\n",
		ok + "Content-Len",
		ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
		ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX",
		"220 ftp ready\r\n",
		"",
	} {
		f.Add(raw, byte(0), false)
		f.Add(raw, byte(2), true)
		f.Add(raw, byte(0x7f), false)
		f.Add(raw, byte(0xff), false)
	}
	f.Fuzz(func(t *testing.T, raw string, piece byte, head bool) {
		method := http.MethodGet
		if head {
			method = http.MethodHead
		}
		see := func(which func(*scripted) http.RoundTripper) (seen, *scripted) {
			conn := script(raw, int(piece&0x7f)+1)
			if piece > 0x7f {
				conn.answer = iotest.DataErrReader(conn.answer) // as crypto/tls is
			}
			return look(which(conn), newRequest(t, method, "http://h.invalid/x")), conn
		}
		got, conn := see(func(s *scripted) http.RoundTripper { ours, _ := pair(t, s.dial); return ours })
		want, _ := see(func(s *scripted) http.RoundTripper { _, theirs := pair(t, s.dial); return theirs })
		if got.Kind != "whole" && conn.closes() != 1 {
			t.Errorf("an answer that is %s closed the connection %d times", got.Kind, conn.closes())
		}
		if strings.HasSuffix(got.Err, "too many 1xx informational responses") {
			return // http.Transport counts bytes alone
		}
		if got.Kind == "no answer" && complainsOfHalf(want.Err) && beginsHeader(raw) ||
			got.Kind == "cut off" && complainsOfHalf(want.BodyErr) && !strings.HasSuffix(raw, "\r\n\r\n") {
			want.Err, want.BodyErr, want.Kind = got.Err, got.BodyErr, got.Kind
		}
		if strings.HasPrefix(got.Status, "101") {
			want.Body = "" // http.Transport hands over the connection
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("http.Transport -, ours +\n%s", diff)
		}
	})
}

// complainsOfHalf reports whether an error of net/http may be about what the end of a connection left of a line or of a header.
func complainsOfHalf(err string) bool {
	return slices.ContainsFunc([]string{"malformed", "message too large", "trailer"}, func(word string) bool {
		return strings.Contains(err, word)
	})
}

// beginsHeader reports whether raw ends in the middle of a header.
func beginsHeader(raw string) bool {
	rest := raw
	for _, end := range []string{"\n\n", "\n\r\n"} {
		if i := strings.LastIndex(rest, end); i >= 0 {
			rest = rest[i+len(end):]
		}
	}
	return rest != "" && (strings.HasPrefix(rest, "HTTP/") || strings.HasPrefix("HTTP/", rest))
}
