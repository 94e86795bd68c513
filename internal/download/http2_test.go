package download

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/storetest"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// An http2Conn is the server's side of a connection and of a stream.
type http2Conn struct {
	net.Conn
	*http2.Framer
	stream uint32
}

func (c *http2Conn) header(fields ...string) {
	var b bytes.Buffer
	encoder := hpack.NewEncoder(&b)
	for i := 0; i < len(fields); i += 2 {
		encoder.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	c.WriteHeaders(http2.HeadersFrameParam{StreamID: c.stream, BlockFragment: b.Bytes(), EndHeaders: true})
}

func (c *http2Conn) ok(length string) { c.header(":status", "200", "content-length", length) }

func (c *http2Conn) early(n int) {
	for range n {
		c.header(":status", "103", "link", "</x>")
	}
}

// serveHTTP2 calls answer for each request of a connection. It ignores pings.
func serveHTTP2(conn net.Conn, answer func(*http2Conn)) {
	defer conn.Close()
	if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	framer := http2.NewFramer(conn, conn)
	answers := make(chan uint32, 10)
	defer close(answers)
	go func() {
		framer.WriteSettings()
		for stream := range answers {
			answer(&http2Conn{conn, framer, stream})
		}
	}()
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			return
		}
		if frame, ok := frame.(*http2.HeadersFrame); ok {
			answers <- frame.StreamID
		}
	}
}

func TestHTTP2Faults(t *testing.T) {
	const wait = time.Minute // so that a dead connection is found within 30 s
	for _, tt := range []struct {
		name, want string
		after      time.Duration
		answer     func(*http2Conn)
	}{
		{"whole body", "ok", 0, func(c *http2Conn) { c.ok("3"); c.WriteData(c.stream, true, []byte("abc")) }},
		{"404", "not_found", 0, func(c *http2Conn) { c.header(":status", "404"); c.WriteData(c.stream, true, nil) }},
		{"RST_STREAM before the header", "reset", 0, func(c *http2Conn) { c.WriteRSTStream(c.stream, http2.ErrCodeInternal) }},
		{"RST_STREAM in the body", "reset", 0, func(c *http2Conn) {
			c.ok("6")
			c.WriteData(c.stream, false, []byte("abc"))
			c.WriteRSTStream(c.stream, http2.ErrCodeInternal)
		}},
		{"GOAWAY before the header", "reset", 0, func(c *http2Conn) {
			c.WriteGoAway(c.stream, http2.ErrCodeInternal, []byte("so long"))
			c.Close()
		}},
		{"GOAWAY in the body", "reset", 0, func(c *http2Conn) {
			c.ok("6")
			c.WriteData(c.stream, false, []byte("abc"))
			c.WriteGoAway(c.stream, http2.ErrCodeInternal, []byte("so long"))
			c.Close()
		}},
		{"closed before the header", "reset", 0, func(c *http2Conn) { c.Close() }},
		{"closed in the body", "truncated", 0, func(c *http2Conn) {
			c.ok("6")
			c.WriteData(c.stream, false, []byte("abc"))
			c.Close()
		}},
		{"body shorter than announced", "truncated", 0, func(c *http2Conn) { c.ok("6"); c.WriteData(c.stream, true, []byte("abc")) }},
		{"Content-Length twice", "ok", 0, func(c *http2Conn) {
			c.header(":status", "200", "content-length", "3", "content-length", "3")
			c.WriteData(c.stream, true, []byte("abc"))
		}},
		{"Content-Length twice, and a shorter body", "truncated", 0, func(c *http2Conn) {
			c.header(":status", "200", "content-length", "6", "content-length", "6")
			c.WriteData(c.stream, true, []byte("abc"))
		}},
		{"Content-Length twice, and a longer body", "protocol", 0, func(c *http2Conn) {
			c.header(":status", "200", "content-length", "2", "content-length", "2")
			c.WriteData(c.stream, true, []byte("abc"))
		}},
		{"a list of Content-Length, and a shorter body", "truncated", 0, func(c *http2Conn) {
			c.ok("6, 6")
			c.WriteData(c.stream, true, []byte("abc"))
		}},
		{"Content-Length of two lengths", "protocol", 0, func(c *http2Conn) {
			c.header(":status", "200", "content-length", "3", "content-length", "6")
			c.WriteData(c.stream, true, []byte("abc"))
		}},
		{"Content-Length with a sign", "protocol", 0, func(c *http2Conn) { c.ok("+3"); c.WriteData(c.stream, true, []byte("abc")) }},
		{"Content-Length of words", "protocol", 0, func(c *http2Conn) { c.ok("abc"); c.WriteData(c.stream, true, []byte("abc")) }},
		{"empty Content-Length", "protocol", 0, func(c *http2Conn) { c.ok(""); c.WriteData(c.stream, true, []byte("abc")) }},
		{"Content-Length beyond all numbers", "protocol", 0, func(c *http2Conn) {
			c.ok("99999999999999999999999")
			c.WriteData(c.stream, true, []byte("abc"))
		}},
		{"body longer than announced", "protocol", 0, func(c *http2Conn) { c.ok("2"); c.WriteData(c.stream, true, []byte("abc")) }},
		{"header without a status", "protocol", 0, func(c *http2Conn) { c.header("x", "y") }},
		{"frame of a stream that never was", "protocol", 0, func(c *http2Conn) { c.WriteData(c.stream+100, true, []byte("abc")) }},
		{"an answer of HTTP/1.1", "protocol", 0, func(c *http2Conn) { io.WriteString(c.Conn, "HTTP/1.1 400 Bad Request\r\n\r\n") }},
		{"20 of 1xx", "ok", 0, func(c *http2Conn) {
			c.early(20)
			c.ok("3")
			c.WriteData(c.stream, true, []byte("abc"))
		}},
		{"21 of 1xx", "protocol", 0, func(c *http2Conn) {
			c.early(21)
			c.ok("3")
			c.WriteData(c.stream, true, []byte("abc"))
		}},
		{"refused for ever", "reset", 6500 * time.Millisecond, func(c *http2Conn) {
			c.WriteRSTStream(c.stream, http2.ErrCodeRefusedStream)
		}},
		{"GOAWAY below all", "reset", 0, func(c *http2Conn) { c.WriteGoAway(0, http2.ErrCodeNo, nil) }},
		{"gone silent before the header", "reset", 30 * time.Second, func(*http2Conn) {}},
		{"gone silent in the body", "reset", 30 * time.Second, func(c *http2Conn) {
			c.ok("6")
			c.WriteData(c.stream, false, []byte("abc"))
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var dialled []net.Conn
				c := httpclient.Client{Timeout: wait, HTTP: httpclient.HTTP2,
					Connect: func(context.Context, string, string) (net.Conn, error) {
						client, server := net.Pipe()
						dialled = append(dialled, client)
						go serveHTTP2(server, tt.answer)
						return client, nil
					}}
				f := newDownloader(t, c, httpclient.Header{UserAgent: "hoist/test"})
				for range 2 {
					began := time.Now()
					got := get(t, f, "http://1.1.1.1/x")
					if kind := kindOf(got); kind != tt.want || time.Since(began) != tt.after {
						t.Errorf("got %s (%v) after %v, want %s after %v", kind, got.Err, time.Since(began), tt.want, tt.after)
					}
				}
				if strings.HasPrefix(tt.name, "gone silent") && len(dialled) != 2 {
					t.Errorf("the dead connection was used again: %d connections", len(dialled))
				}
				synctest.Wait()                // for a connection that was dialed in place of a broken one
				for _, conn := range dialled { // net/http may not have marked it as idle yet
					conn.Close()
				}
			})
		})
	}
}

// Over HTTP/2 the request has the header fields of the user too.
func TestHTTP2Header(t *testing.T) {
	server, roots := clienttest.SecureServer(t, true, nil)
	seen := make(chan http.Header, 1)
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("Host", r.Host)
		seen <- r.Header
		w.Header().Set("Content-Encoding", "gzip")
		io.WriteString(w, "as it is")
	})
	fields := []httpclient.Field{
		{Name: "User-Agent", Removed: true}, {Name: "Accept", Removed: true},
		{Name: "Host", Value: "other.example"}, {Name: "X-A", Value: "1"},
	}
	c := httpclient.Client{Timeout: patient, AllowPrivate: true, Roots: roots}
	got := follow(t, newDownloader(t, c, httpclient.Header{UserAgent: "hoist/test", Fields: fields}),
		Request{URL: clienttest.URL(t, server.URL)})
	if text := storetest.Text(&got.Body); got.Err != nil || got.Protocol != "HTTP/2.0" || text != "as it is" {
		t.Fatalf("%v by %s: %q", got.Err, got.Protocol, text)
	}
	h := <-seen
	if _, asked := h["Accept-Encoding"]; asked {
		t.Errorf("asked for compression: %v", h)
	}
	if h.Get("Host") != "other.example" || h.Get("X-A") != "1" || h.Get("User-Agent") != "" || h.Get("Accept") != "" {
		t.Errorf("got %v", h)
	}
}

// However much a header exceeds the limit, the error contains the limit. net/http ends either the
// stream or the connection. HTTP/1.1 counts 32 bytes less for each field (RFC 9113, section 6.5.2).
func TestLongHeaders(t *testing.T) {
	const long = "protocol: 256 KiB"
	for _, tt := range []struct {
		fields            int // of 1 KiB and some bytes
		auto, two, oneOne string
	}{
		{240, "ok", "ok", "ok"},
		{248, "ok", long, "ok"}, // net/http ends the stream
		{256, long, long, long},
		{300, long, long, long}, // net/http ends the connection
		{1000, long, long, long},
	} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for i := range tt.fields {
				w.Header().Set(fmt.Sprint("X-", i), strings.Repeat("x~", 512))
			}
		}))
		server.EnableHTTP2 = true
		server.StartTLS()
		defer server.Close()
		for version, want := range map[httpclient.Version]string{
			httpclient.Auto: tt.auto, httpclient.HTTP2: tt.two, httpclient.HTTP1: tt.oneOne,
		} {
			c := httpclient.Client{Timeout: patient, AllowPrivate: true, Insecure: true, HTTP: version}
			reply := get(t, newDownloader(t, c, httpclient.Header{}), server.URL)
			got := kindOf(reply)
			if reply.Err != nil && strings.Contains(reply.Err.Error(), "longer than 256 KiB") {
				got += ": 256 KiB"
			}
			if got != want {
				t.Errorf("%d fields, --http %s: got %v", tt.fields, version, reply.Err)
			}
		}
	}
}
