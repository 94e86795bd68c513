package download

import (
	"crypto/tls"
	"io"
	"net/http"
	"sync"
	"testing"

	"github.com/hoist/hoist/internal/httpclient"
	"golang.org/x/net/http2"
)

// getMany fetches a URL a number of times at once. It returns the number of answers over HTTP/1.1
// and over HTTP/2.
func getMany(t *testing.T, f *Downloader, url string, times int) (by1, by2 int) {
	t.Helper()
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range times {
		wait.Go(func() {
			got := get(t, f, url)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case got.Err != nil:
				t.Error(got.Err)
			case got.Protocol == "HTTP/1.1":
				by1++
			default:
				by2++
			}
		})
	}
	wait.Wait()
	return by1, by2
}

// If the HTTP/2 connections of a host last for few requests or allow one stream, hoist switches to
// HTTP/1.1. If the host does not support HTTP/1.1 over TLS, hoist stays with HTTP/2 for good. With
// --http 2 hoist does not switch.
func TestBetterByHTTP1(t *testing.T) {
	body := func(c *http2Conn) {
		c.ok("3")
		c.WriteData(c.stream, true, []byte("abc"))
	}
	lastsFor := func(requests uint32) func(*http2Conn) {
		return func(c *http2Conn) {
			if (c.stream+1)/2 == requests {
				c.WriteGoAway(c.stream, http2.ErrCodeNo, nil)
			}
			if (c.stream+1)/2 <= requests {
				body(c)
			}
		}
	}
	good := func(w http.ResponseWriter) { io.WriteString(w, "abc") }
	for _, tt := range []struct {
		name    string
		version httpclient.Version
		two     func(*http2Conn)
		one     func(http.ResponseWriter) // nil if the server does not choose HTTP/1.1
		want1   bool                      // whether the last requests use HTTP/1.1
	}{
		{"one request", httpclient.Auto, lastsFor(1), good, true},
		{"16 requests", httpclient.Auto, lastsFor(16), good, true},
		{"17 requests", httpclient.Auto, lastsFor(17), good, false},
		{"one request, --http 2", httpclient.HTTP2, lastsFor(1), good, false},
		{"no HTTP/1.1", httpclient.Auto, lastsFor(1), nil, false},
		{"HTTP/1.1 that closes", httpclient.Auto, lastsFor(1), func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, false},
		{
			"HTTP/1.1 that is refused", httpclient.Auto, lastsFor(1),
			func(w http.ResponseWriter) { w.WriteHeader(http.StatusHTTPVersionNotSupported) }, false,
		},
		{"one stream", httpclient.Auto, func(c *http2Conn) {
			c.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 1})
			body(c)
		}, good, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newVersionedServer(t, func(w http.ResponseWriter, _ int32) { tt.one(w) }, func(c *http2Conn, _ int32) { tt.two(c) })
			if tt.one == nil {
				s.TLS.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
					c := s.TLS.Clone()
					c.GetConfigForClient, c.NextProtos = nil, []string{"h2"}
					return c, nil
				}
			}
			c := httpclient.Client{Workers: 20, Timeout: patient, AllowPrivate: true, Roots: s.roots, HTTP: tt.version}
			f := newDownloader(t, c, httpclient.Header{})
			if _, by2 := getMany(t, f, s.URL, 60); by2 == 0 {
				t.Error("none by HTTP/2")
			}
			getMany(t, f, s.URL, 20) // with one stream, a request must wait for another first
			by1, by2 := getMany(t, f, s.URL, 20)
			if tt.want1 && by1 != 20 || !tt.want1 && by2 != 20 {
				t.Errorf("in the end %d by HTTP/1.1, %d by HTTP/2", by1, by2)
			}
		})
	}
}

// After HTTP_1_1_REQUIRED within a body, the next attempt uses HTTP/1.1.
func TestHTTP11RequiredInABody(t *testing.T) {
	for name, end := range map[string]func(*http2Conn){
		"of the stream": func(c *http2Conn) { c.WriteRSTStream(c.stream, http2.ErrCodeHTTP11Required) },
		"of the connection": func(c *http2Conn) {
			c.WriteGoAway(c.stream, http2.ErrCodeHTTP11Required, nil)
			c.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newVersionedServer(t,
				func(w http.ResponseWriter, _ int32) { io.WriteString(w, "by HTTP/1.1") },
				func(c *http2Conn, _ int32) {
					c.ok("6")
					c.WriteData(c.stream, false, []byte("abc"))
					end(c)
				})
			c := httpclient.Client{Workers: 1, Timeout: patient, AllowPrivate: true, Roots: s.roots}
			f := newDownloader(t, c, httpclient.Header{})
			if got := get(t, f, s.URL); got.Err == nil || !got.Retry {
				t.Errorf("got %v, again %v", got.Err, got.Retry)
			}
			if got := get(t, f, s.URL); got.Err != nil || got.Protocol != "HTTP/1.1" {
				t.Errorf("then %s, %v", got.Protocol, got.Err)
			}
		})
	}
}
