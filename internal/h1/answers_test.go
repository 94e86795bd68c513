package h1_test

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/badserver"
)

// again reads one more request and answers it.
func again(c *badserver.Conn) error {
	if err := await(c); err != nil {
		return err
	}
	return badserver.Send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nkept")(c)
}

// await reads one more request.
func await(c *badserver.Conn) error {
	var got []byte
	for buf := make([]byte, 1024); !strings.HasSuffix(string(got), "\r\n\r\n"); {
		n, err := c.Read(buf)
		if err != nil {
			return err
		}
		got = append(got, buf[:n]...)
	}
	return nil
}

// serve sends raw on the first connection, which then stays open if hold says so, and answers fresh on others.
func serve(t *testing.T, raw string, hold bool) *badserver.Server {
	t.Helper()
	server, err := badserver.StartEach(func(n int) []badserver.Step {
		switch {
		case n > 1:
			return []badserver.Step{badserver.Send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nfresh")}
		case hold:
			return []badserver.Step{badserver.Send(raw), again}
		}
		return []badserver.Step{badserver.Send(raw)}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

func TestAnswers(t *testing.T) {
	const ok, closing = "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nConnection: close\r\n"
	const chunked = ok + "Transfer-Encoding: chunked\r\n\r\n"
	const early = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
	const empty = ok + "Content-Length: 0\r\n\r\n"
	const hold, end = true, false
	const halfLine = "http.Transport complains of what the end of the connection left of a line"
	for _, tt := range []struct {
		name    string
		raw     string
		hold    bool   // the connection stays open
		want    string // whole, cut off or garbled; no answer; refused. And what answers the next request
		head    bool
		differs string // why http.Transport is not compared
	}{
		{"length", ok + "Content-Length: 3\r\n\r\nabc", hold, "whole, kept", false, ""},
		{"length, then closed", ok + "Content-Length: 3\r\n\r\nabc", end, "whole, fresh", false, ""},
		{"length that is asked to close", closing + "Content-Length: 3\r\n\r\nabc", hold, "whole, fresh", false, ""},
		{"close among others", ok + "Connection: x, Close\r\nContent-Length: 3\r\n\r\nabc", hold, "whole, fresh", false, ""},
		{"no body", empty, hold, "whole, kept", false, ""},
		{"no body, closed", closing + "Content-Length: 0\r\n\r\n", hold, "whole, fresh", false, ""},
		{"bare LF", "HTTP/1.1 200 OK\nContent-Length: 3\n\nabc", hold, "whole, kept", false, ""},
		{"no reason", "HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nabc", hold, "whole, kept", false, ""},
		{"empty reason", "HTTP/1.1 200 \r\nContent-Length: 3\r\n\r\nabc", hold, "whole, kept", false, ""},
		{"reason in Latin-1", "HTTP/1.1 200 \xe9\r\nContent-Length: 3\r\n\r\nabc", hold, "whole, kept", false, ""},
		{"several of a header", ok + "X: a\r\nx: b\r\nContent-Length: 3\r\n\r\nabc", hold, "whole, kept", false, ""},
		{"folded header (RFC 9112, 5.2)", ok + "X: a\r\n b\r\n\tc\r\nContent-Length: 3\r\n\r\nabc", hold, "whole, kept", false, ""},
		{"folded first header", ok + " X: a\r\nContent-Length: 3\r\n\r\nabc", end, "refused, fresh", false, ""},
		{"space before colon, with which net/http takes it for another header", ok + "Content-Length : 3\r\n\r\nabc", end, "whole, fresh", false, ""},
		{"no colon", ok + "X\r\n\r\n", end, "refused, fresh", false, ""},
		{"no name", ok + ": x\r\n\r\n", end, "refused, fresh", false, ""},
		{"NUL in a value", ok + "X: a\x00b\r\nContent-Length: 0\r\n\r\n", end, "refused, fresh", false, ""},
		{"CR in a value", ok + "X: a\rb\r\nContent-Length: 0\r\n\r\n", end, "refused, fresh", false, ""},
		{"space in a name, which net/http lets pass", ok + "X Y: a\r\nContent-Length: 0\r\n\r\n", end, "whole, fresh", false, ""},
		{"empty value", ok + "X:\r\nContent-Length: 0\r\n\r\n", hold, "whole, kept", false, ""},
		{"header of just under the limit", ok + "X: " + strings.Repeat("x", maxHeaderBytes-100) + "\r\nContent-Length: 3\r\n\r\nabc", hold, "whole, kept", false, ""},
		{"header over the limit", ok + "X: " + strings.Repeat("x", maxHeaderBytes) + "\r\n\r\n", end, "refused, fresh", false, ""},
		{"headers over the limit together", strings.Repeat("HTTP/1.1 103 Early Hints\r\nX: "+strings.Repeat("x", maxHeaderBytes/4)+"\r\n\r\n", 4) + empty, end, "refused, fresh", false, ""},
		{"header without end", ok + "Content-Length: 3\r\n", end, "no answer, fresh", false, ""},
		{"status line without end", "HTTP/1.1 20", end, "no answer, fresh", false, halfLine},
		{"word without end", "HT", end, "no answer, fresh", false, halfLine},
		{"header line without end", ok + "X", end, "no answer, fresh", false, halfLine},
		{"beginning of other words", "Hello", end, "refused, fresh", false, ""},
		{"other protocol without end", "220 ftp", end, "refused, fresh", false, ""},
		{"nothing", "", end, "no answer, fresh", false, ""},
		{"empty line", "\r\n", end, "refused, fresh", false, ""},
		{"not HTTP", "220 ftp ready\r\n", end, "refused, fresh", false, ""},
		{"HTTP/0.9", "<html>", end, "refused, fresh", false, ""},
		{"status of two digits", "HTTP/1.1 20 OK\r\n\r\n", end, "refused, fresh", false, ""},
		{"status with a sign", "HTTP/1.1 +20 OK\r\n\r\n", end, "whole, fresh", false, ""},
		{"version without a number", "HTTP/x 200 OK\r\n\r\n", end, "refused, fresh", false, ""},
		{"version 2", "HTTP/2.0 200 OK\r\nContent-Length: 3\r\n\r\nabc", hold, "whole, kept", false, ""},
		{"status below 100", "HTTP/1.1 099 Odd\r\nContent-Length: 3\r\n\r\nabc", hold, "whole, fresh", false, ""},
		{"status over 599", "HTTP/1.1 999 Odd\r\nContent-Length: 3\r\n\r\nabc", hold, "whole, kept", false, ""},

		{"same lengths", ok + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", hold, "whole, kept", false, ""},
		{"conflicting lengths", ok + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", end, "refused, fresh", false, ""},
		{"lengths in one", ok + "Content-Length: 3, 3\r\n\r\nabc", end, "refused, fresh", false, ""},
		{"negative length", ok + "Content-Length: -3\r\n\r\nabc", end, "refused, fresh", false, ""},
		{"length with a sign", ok + "Content-Length: +3\r\n\r\nabc", end, "refused, fresh", false, ""},
		{"length in hex", ok + "Content-Length: 0x3\r\n\r\nabc", end, "refused, fresh", false, ""},
		{"length that overflows", ok + "Content-Length: 99999999999999999999\r\n\r\nabc", end, "refused, fresh", false, ""},
		{"empty length", ok + "Content-Length:\r\n\r\nabc", end, "refused, fresh", false, ""},
		{"body too short", ok + "Content-Length: 4\r\n\r\nabc", end, "cut off, fresh", false, ""},
		{"body that never came", ok + "Content-Length: 4\r\n\r\n", end, "cut off, fresh", false, ""},
		{"body until the end", ok + "\r\nabc", end, "whole, fresh", false, ""},
		{"empty body until the end", ok + "\r\n", end, "whole, fresh", false, ""},
		{"large body", ok + "Content-Length: 300000\r\n\r\n" + strings.Repeat("abc", 100000), hold, "whole, kept", false, ""},

		{"HTTP/1.0 until the end", "HTTP/1.0 200 OK\r\n\r\nabc", end, "whole, fresh", false, ""},
		{"HTTP/1.0 with length", "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc", hold, "whole, fresh", false, ""},
		{"HTTP/1.0 that is kept", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabc", hold, "whole, kept", false, ""},
		{"HTTP/1.0 chunked (RFC 9112, 6.1)", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", end, "whole, fresh", false, ""},

		{"chunks", chunked + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", hold, "whole, kept", false, ""},
		{"no chunks", chunked + "0\r\n\r\n", hold, "whole, kept", false, ""},
		{"chunks in capitals", ok + "Transfer-Encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n", hold, "whole, kept", false, ""},
		{"chunk extensions", chunked + "3;a=b\r\nabc\r\n0;c\r\n\r\n", hold, "whole, kept", false, ""},
		{"chunk extension without end", chunked + "3;" + strings.Repeat("x", 5000) + "\r\nabc\r\n0\r\n\r\n", end, "garbled, fresh", false, ""},
		{"many chunk extensions", chunked + strings.Repeat("1;"+strings.Repeat("x", 2000)+"\r\na\r\n", 40) + "0\r\n\r\n", end, "garbled, fresh", false, ""},
		{"chunks with bare LF", chunked + "3\nabc\n0\n\n", end, "garbled, fresh", false, ""},
		{"trailer", ok + "Trailer: X\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n", hold, "whole, kept", false, ""},
		{"trailer that nobody announced", chunked + "3\r\nabc\r\n0\r\nX: y\r\n\r\n", hold, "whole, kept", false, ""},
		{"trailer that is too long", chunked + "3\r\nabc\r\n0\r\nX: " + strings.Repeat("y", 5000) + "\r\n\r\n", end, "garbled, fresh", false, ""},
		{"trailer that may not be", ok + "Trailer: Content-Length\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", end, "refused, fresh", false, ""},
		{"trailer without end", chunked + "3\r\nabc\r\n0\r\nX: y\r\n", end, "cut off, fresh", false, halfLine},
		{"chunks cut off", chunked + "5\r\nabc", end, "cut off, fresh", false, ""},
		{"chunks cut off between two", chunked + "3\r\nabc\r\n", end, "cut off, fresh", false, ""},
		{"chunks without the last line", chunked + "3\r\nabc\r\n0\r\n", end, "cut off, fresh", false, halfLine},
		{"chunk size without end", chunked + "3", end, "cut off, fresh", false, ""},
		{"chunk size that is no number", chunked + "zz\r\nabc\r\n", end, "garbled, fresh", false, ""},
		{"negative chunk size", chunked + "-3\r\nabc\r\n", end, "garbled, fresh", false, ""},
		{"chunk size that overflows", chunked + strings.Repeat("f", 17) + "\r\nabc", end, "garbled, fresh", false, ""},
		{"chunk longer than its size", chunked + "2\r\nabc\r\n0\r\n\r\n", end, "garbled, fresh", false, ""},
		{"chunks and length", ok + "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", hold, "whole, kept", false, ""},
		{"encoding that nobody asked for", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", end, "refused, fresh", false, ""},
		{"two encodings", ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", end, "refused, fresh", false, ""},
		{"identity", ok + "Transfer-Encoding: identity\r\n\r\n", end, "refused, fresh", false, ""},

		{"HEAD", ok + "Content-Length: 3\r\n\r\n", hold, "whole, kept", true, ""},
		{"HEAD without length", ok + "\r\n", hold, "whole, kept", true, ""},
		{"HEAD of chunks", chunked, hold, "whole, kept", true, ""},
		{"HEAD of HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\n", hold, "whole, fresh", true, ""},
		{"204", "HTTP/1.1 204 No Content\r\n\r\n", hold, "whole, kept", false, ""},
		{"204 with length 0", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", hold, "whole, kept", false, ""},
		{"204 with chunks", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", hold, "whole, kept", false, ""},
		{"304", "HTTP/1.1 304 Not Modified\r\n\r\n", hold, "whole, kept", false, ""},
		{"304 with length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", hold, "whole, kept", false, ""},
		{"205 without length", "HTTP/1.1 205 Reset Content\r\n\r\n", end, "whole, fresh", false, ""},
		{"Pragma", ok + "Pragma: no-cache\r\nContent-Length: 0\r\n\r\n", hold, "whole, kept", false, ""},
		{"gzip that stays as it is", ok + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", hold, "whole, kept", false, ""},

		{"100", "HTTP/1.1 100 Continue\r\n\r\n" + empty, hold, "whole, kept", false, ""},
		{"103 five times", strings.Repeat(early, 5) + ok + "Content-Length: 3\r\n\r\nabc", hold, "whole, kept", false, ""},
		{"1xx that nobody knows", "HTTP/1.1 150 Odd\r\nContent-Length: 3\r\n\r\n" + empty, hold, "whole, kept", false, ""},
		{"1xx with chunks", "HTTP/1.1 150 Odd\r\nTransfer-Encoding: chunked\r\n\r\n" + empty, hold, "whole, kept", false, ""},
		{"half an answer after 103", early + "HTTP/1.1 2", end, "no answer, fresh", false, halfLine},
		{"words after 103", early + "Hello", end, "refused, fresh", false, ""},
		{"closed after 103", early, end, "no answer, fresh", false, ""},
		{"101 without Upgrade", "HTTP/1.1 101 Switching Protocols\r\n\r\n", hold, "whole, fresh", false, ""},
		{"103 six times", strings.Repeat(early, 6) + empty, end, "refused, fresh", false, "http.Transport counts bytes alone, and these are few"},
		{"101 with Upgrade", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nabc", hold, "whole, fresh", false,
			"http.Transport hands over the connection as the body; nothing here asks for another protocol"},
		{"bytes after the body", ok + "Content-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", hold, "whole, fresh", false,
			"http.Transport keeps the connection first and looks then, so that a request in between takes them for its answer"},
		{"bytes after no body", empty + "x", hold, "whole, fresh", false, "the same"},
		{"bytes after chunks", chunked + "0\r\n\r\nx", hold, "whole, fresh", false, "the same"},
		{"body of 304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\nabc", hold, "whole, fresh", false, "the same"},
		{"body of HEAD", ok + "Content-Length: 3\r\n\r\nabc", hold, "whole, fresh", true, "the same"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			method := http.MethodGet
			if tt.head {
				method = http.MethodHead
			}
			ours, theirs := pair(t, new(net.Dialer).DialContext)
			got, next := twice(t, ours, method, tt.raw, tt.hold)
			if outcome := got.Kind + ", " + next; outcome != tt.want {
				t.Errorf("got %s, want %s: %+v", outcome, tt.want, got)
			}
			if tt.differs != "" {
				return
			}
			want, after := twice(t, theirs, method, tt.raw, tt.hold)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("http.Transport -, ours +\n%s", diff)
			}
			if next != after {
				t.Errorf("the next request: %s, of http.Transport %s", next, after)
			}
		})
	}
}

// twice sends two requests to a server of its own, and tells all of the first answer, and the body of the second.
func twice(t *testing.T, transport http.RoundTripper, method, raw string, hold bool) (first seen, second string) {
	t.Helper()
	url := "http://" + serve(t, raw, hold).Host + "/x"
	first = look(transport, newRequest(t, method, url))
	return first, look(transport, newRequest(t, http.MethodGet, url)).Body
}
