package download

import (
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/httpclient"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// --timeout limits the whole header, and each byte of a body. So if framing arrives byte by byte,
// each byte within the limit, the exchange ends as if no framing arrived.
func TestDrip(t *testing.T) {
	const s, ok = time.Second, "HTTP/1.1 200 OK\r\n"
	const endless = ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
	for _, tt := range []struct {
		name, sent string // sent at once
		drips      string // sent after it and repeated, a byte every five seconds
		want, text string
		after      time.Duration
	}{
		{"status line", "", "HTTP/1.1 200 OK ", "timeout, again", "no answer within 6s (--timeout)", 6 * s},
		{"header", ok, "X-Field: value\r\n", "timeout, again", "no answer within 6s (--timeout)", 6 * s},
		{"early answers", "", "HTTP/1.1 103 Early Hints\r\n\r\n", "timeout, again", "no answer within 6s (--timeout)", 6 * s},
		{"chunk size", endless, "0", "stalled, again", "no byte of the body for 6s (--timeout)", 6 * s},
		{"chunk extension", endless, "1;x", "stalled, again", "no byte of the body for 6s (--timeout)", 6 * s},
		{"trailer", endless + "0\r\n", "X-Field: value\r\n", "stalled, again", "no byte of the body for 6s (--timeout)", 6 * s},
		{"body", ok + "Content-Length: 10\r\n\r\n", "x", "ok", "", 50 * s},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := httpclient.Client{Timeout: 6 * s, HTTP: httpclient.HTTP1, Connect: connectTo(t, func(far net.Conn) {
					drip(far, tt.sent, tt.drips, 5*s)
				})}
				began := time.Now()
				got := get(t, newDownloader(t, c, httpclient.Header{}), "http://1.1.1.1/x")
				took := time.Since(began)
				if fault(got) != tt.want || took != tt.after || got.Err != nil && !strings.HasPrefix(got.Err.Error(), tt.text) {
					t.Errorf("got %s (%v) after %v, want %s after %v", fault(got), got.Err, took, tt.want, tt.after)
				}
			})
		})
	}
}

// The same holds for the frames of HTTP/2.
func TestDripOverHTTP2(t *testing.T) {
	const s = time.Second
	status := func(text string) []byte {
		var b bytes.Buffer
		hpack.NewEncoder(&b).WriteField(hpack.HeaderField{Name: ":status", Value: text})
		return b.Bytes()
	}
	for _, tt := range []struct {
		name       string
		first      func(*http2Conn) error
		drip       func(*http2Conn) error // called every five seconds
		want, text string
	}{
		{
			"header",
			func(c *http2Conn) error {
				return c.WriteHeaders(http2.HeadersFrameParam{StreamID: c.stream, BlockFragment: status("200")})
			},
			func(c *http2Conn) error { return c.WriteContinuation(c.stream, false, nil) },
			"timeout, again", "no answer within 6s (--timeout)",
		},
		{
			"early answers",
			func(*http2Conn) error { return nil },
			func(c *http2Conn) error {
				return c.WriteHeaders(http2.HeadersFrameParam{StreamID: c.stream, BlockFragment: status("103"), EndHeaders: true})
			},
			"timeout, again", "no answer within 6s (--timeout)",
		},
		{
			"empty frames of a body",
			func(c *http2Conn) error { c.ok("3"); return nil },
			func(c *http2Conn) error { return c.WriteData(c.stream, false, nil) },
			"stalled, again", "no byte of the body for 6s (--timeout)",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := httpclient.Client{Timeout: 6 * s, HTTP: httpclient.HTTP2, Connect: connectTo(t, func(far net.Conn) {
					serveHTTP2(far, func(c *http2Conn) {
						for err := tt.first(c); err == nil; err = tt.drip(c) {
							time.Sleep(5 * s)
						}
					})
				})}
				began := time.Now()
				got := get(t, newDownloader(t, c, httpclient.Header{}), "http://1.1.1.1/x")
				took := time.Since(began)
				if fault(got) != tt.want || took != 6*s || !strings.HasPrefix(got.Err.Error(), tt.text) {
					t.Errorf("got %s (%v) after %v, want %s", fault(got), got.Err, took, tt.want)
				}
			})
		})
	}
}

// connectTo returns a Connect function whose connections are served by serve. They end with the
// test.
func connectTo(t *testing.T, serve func(net.Conn)) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		served := make(chan struct{})
		go func() {
			defer close(served)
			serve(far)
		}()
		t.Cleanup(func() {
			far.Close()
			<-served
			time.Sleep(time.Minute) // for a drip that waits to send more
		})
		return near, nil
	}
}

// drip answers a request with text, and then sends a byte of drops after each pause.
func drip(conn net.Conn, text, drops string, pause time.Duration) {
	defer conn.Close()
	request := make([]byte, 4096)
	if _, err := conn.Read(request); err != nil {
		return
	}
	if _, err := io.WriteString(conn, text); err != nil {
		return
	}
	for i := 0; ; i++ {
		time.Sleep(pause)
		if _, err := io.WriteString(conn, drops[i%len(drops):][:1]); err != nil {
			return
		}
	}
}
