package h1_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/hoist/hoist/internal/h1"
)

// If the caller closes a body before its end, the connection is closed. If the caller reads it to
// its end, the connection is kept, once.
func TestClose(t *testing.T) {
	const header = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
	for _, tt := range []struct {
		name string
		sent string
		read int
		want string
	}{
		{"unread", header + "abc", 0, "fresh"},
		{"not come yet", header, 0, "fresh"},
		{"in part", header + "abc", 2, "fresh"},
		{"to the end", header + "abc", 3, "kept"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			transport := new(h1.Transport)
			defer transport.CloseIdleConnections()
			url := "http://" + serve(t, tt.sent, true).Host
			resp, err := transport.RoundTrip(newRequest(t, http.MethodGet, url))
			if err != nil {
				t.Fatal(err)
			}
			if tt.read > 0 {
				if n, _ := resp.Body.Read(make([]byte, tt.read)); n != tt.read {
					t.Fatalf("read %d bytes", n)
				}
			}
			for range 3 {
				if err := resp.Body.Close(); err != nil {
					t.Error(err)
				}
			}
			if n, err := resp.Body.Read(make([]byte, 1)); n != 0 || err == nil {
				t.Errorf("after Close: read %d bytes, %v", n, err)
			}
			if got := look(transport, newRequest(t, http.MethodGet, url)).Body; got != tt.want {
				t.Errorf("the next request: %s, want %s", got, tt.want)
			}
		})
	}
}

// An answer without a body has ended when RoundTrip returns. So has every answer to HEAD, whatever
// its Content-Length.
func TestNoBody(t *testing.T) {
	for method, raw := range map[string]string{
		http.MethodGet:  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
		http.MethodHead: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
	} {
		transport := new(h1.Transport)
		url := "http://" + serve(t, raw, true).Host
		if _, err := transport.RoundTrip(newRequest(t, method, url)); err != nil {
			t.Fatal(err)
		}
		if got := look(transport, newRequest(t, http.MethodGet, url)).Body; got != "kept" {
			t.Errorf("%s: the next request: %s", method, got)
		}
		transport.CloseIdleConnections()
	}
}

// After a request with Close set the connection is not used again, even if the server keeps it
// open.
func TestRequestClose(t *testing.T) {
	transport := new(h1.Transport)
	url := "http://" + serve(t, answer, true).Host
	req := newRequest(t, http.MethodGet, url)
	req.Close = true
	for _, want := range []string{"abc", "fresh"} {
		if got := look(transport, req).Body; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// A deaf is a connection whose writes fail.
type deaf struct{ *scripted }

func (d deaf) Write(p []byte) (int, error) {
	d.scripted.Write(p)
	return 0, errEnough
}

// A server may answer and close before it has read the whole request. The caller then gets the
// answer, not the write error.
func TestEarlyAnswer(t *testing.T) {
	for _, tt := range []struct{ name, raw, want string }{
		{"answer", answer, "wholeabc"},
		{"none", "", "refusedenough"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn := script(tt.raw, 1000)
			transport, _ := pair(t, func(context.Context, string, string) (net.Conn, error) { return deaf{conn}, nil })
			got := look(transport, newRequest(t, http.MethodGet, "http://h.invalid"))
			if result := got.Kind + got.Body + got.Err; result != tt.want {
				t.Errorf("got %s, want %s", result, tt.want)
			}
			if conn.closes() != 1 {
				t.Errorf("the connection is closed %d times", conn.closes())
			}
		})
	}
}

// An answer that arrives together with the end of the connection is valid. The connection is not
// used again.
func TestEndsWithAnswer(t *testing.T) {
	conn := script("", 1000)
	conn.answer = iotest.DataErrReader(strings.NewReader(answer))
	transport, _ := pair(t, conn.dial)
	if got := look(transport, newRequest(t, http.MethodGet, "http://h.invalid")); got.Body != "abc" || conn.closes() != 1 {
		t.Errorf("closed %d times: %+v", conn.closes(), got)
	}
}

// Close ends a Read of another goroutine.
func TestCloseDuringRead(t *testing.T) {
	server := stuck(t, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", func() {})
	defer server.Close()
	resp, err := new(h1.Transport).RoundTrip(newRequest(t, http.MethodGet, "http://"+server.Host))
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() {
		_, err := io.Copy(io.Discard, resp.Body)
		ended <- err
	}()
	resp.Body.Close()
	if err := <-ended; err == nil {
		t.Error("a body that was closed came to its end")
	}
}
