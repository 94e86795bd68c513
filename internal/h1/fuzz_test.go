package h1_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// For any bytes from a server, the caller gets the same result however the bytes are split. The
// result is also the same as with http.Transport, where both follow the same rules.
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
		see := func(which func(*scripted) http.RoundTripper, piece byte) (seen, *scripted) {
			conn := script(raw, int(piece&0x7f)+1)
			if piece > 0x7f {
				conn.answer = iotest.DataErrReader(conn.answer) // crypto/tls returns data and EOF together too
			}
			return look(which(conn), newRequest(t, method, "http://h.invalid/x")), conn
		}
		we := func(s *scripted) http.RoundTripper { ours, _ := pair(t, s.dial); return ours }
		got, conn := see(we, piece)
		if got.Kind != "whole" && conn.closes() != 1 {
			t.Errorf("an answer that is %s closed the connection %d times", got.Kind, conn.closes())
		}
		bytewise, _ := see(we, 0)
		if diff := cmp.Diff(bytewise, got); diff != "" {
			t.Errorf("byte by byte -, in pieces +\n%s", diff)
		}
		if differs(raw) || got.Err == tooMany1xx {
			return
		}
		want, _ := see(func(s *scripted) http.RoundTripper { _, theirs := pair(t, s.dial); return theirs }, piece)
		if got.Kind == "no answer" && complainsOfHalf(want.Err) && beginsHeader(raw) ||
			got.Kind == "cut off" && complainsOfHalf(want.BodyErr) && !strings.HasSuffix(raw, "\r\n\r\n") {
			want.Kind = got.Kind
		}
		if got.Kind == "garbled" && want.Kind == "cut off" && !strings.HasSuffix(raw, "\n") {
			want.Kind = got.Kind // if the first byte of a CRLF is wrong, net/http still waits for the second
		}
		if strings.HasPrefix(got.Status, "101") {
			want.Body = "" // http.Transport gives the connection to the caller
		}
		if diff := cmp.Diff(want.shared(), got.shared()); diff != "" {
			t.Errorf("http.Transport -, ours +\n%s", diff)
		}
	})
}

// tooMany1xx is an error that http.Transport does not have: it limits the bytes of the 1xx answers,
// not their number.
const tooMany1xx = "more than 20 answers of 1xx"

// differences matches the answers for which net/http may follow other rules than h1.
var differences = regexp.MustCompile(`(?is)` + strings.Join([]string{
	`http/0|http/1\.0.*transfer-encoding`, // RFC 9112, 6.1
	`content-length.*(content-length|transfer-encoding)|transfer-encoding.*(content-length|transfer-encoding)`, // 6.3, 3
	`content-length[^\n]*,`, // 6.3, 5
	`[ \t]:`,                // 5.1
	`\n[ \t]`,               // 5.2
	`http/\d\.\d +[+-]`,     // 4
	`http/\d\.\d +1\d\d.*(content-length|transfer-encoding)`, // 6.3, 1
	`trailer`,                 // RFC 9110, 6.6.2
	`[[:xdigit:]]{16}`,        // RFC 9112, 7.1
	`[ \t];`,                  // 7.1.1
	`\n0[^\n]*\n(.*[^\r])?\n`, // 7.1.2, LF as in 2.2
}, "|"))

var onlyChunked = regexp.MustCompile(`(?i)\ntransfer-encoding: chunked\r?\n`)

// differs reports whether net/http may follow other rules than h1 for an answer.
func differs(raw string) bool {
	coded := strings.Contains(strings.ToLower(raw), "transfer-encoding")
	return differences.MatchString(raw) || coded && !onlyChunked.MatchString(raw)
}

// complainsOfHalf reports whether an error of net/http may be about a line or a header that was cut
// off by the end of the connection.
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
