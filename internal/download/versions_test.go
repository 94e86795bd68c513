package download

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/httpclient"
	"golang.org/x/net/http2"
)

// A versionedServer serves both versions of HTTP over TLS, with a handler for each. It counts
// requests and connections.
type versionedServer struct {
	*httptest.Server
	roots            *x509.CertPool
	asked1, asked2   atomic.Int32 // number of requests
	opened1, opened2 atomic.Int32 // number of connections
}

// newVersionedServer starts a server with the handlers one for HTTP/1.1 and two for HTTP/2. A
// handler gets the number of its connection, from 1 on.
func newVersionedServer(
	t *testing.T, one func(w http.ResponseWriter, connection int32), two func(c *http2Conn, connection int32),
) *versionedServer {
	t.Helper()
	s := &versionedServer{roots: x509.NewCertPool()}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked1.Add(1)
		one(w, s.opened1.Load())
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Config.ConnState = func(c net.Conn, state http.ConnState) {
		if state == http.StateActive && c.(*tls.Conn).ConnectionState().NegotiatedProtocol != "h2" {
			s.opened1.Add(1) // each connection has one request
		}
	}
	s.Config.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){
		"h2": func(_ *http.Server, c *tls.Conn, _ http.Handler) {
			n := s.opened2.Add(1)
			serveHTTP2(c, func(c *http2Conn) {
				s.asked2.Add(1)
				two(c, n)
			})
		},
	}
	s.Server.TLS = &tls.Config{NextProtos: []string{"h2", "http/1.1"}}
	s.StartTLS()
	t.Cleanup(s.Close)
	s.roots.AddCert(s.Certificate())
	return s
}

// If a host requires HTTP/1.1 for a request, the same attempt continues over HTTP/1.1, and so do
// all later requests to the host (RFC 9113, section 7).
func TestHTTP11Required(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer func(*http2Conn)
	}{
		{"for the stream", func(c *http2Conn) { c.WriteRSTStream(c.stream, http2.ErrCodeHTTP11Required) }},
		{"for the connection", func(c *http2Conn) {
			c.WriteGoAway(0, http2.ErrCodeHTTP11Required, nil)
			c.Close()
		}},
	} {
		for _, version := range []httpclient.Version{httpclient.Auto, httpclient.HTTP2} {
			t.Run(fmt.Sprintf("%s, --http %s", tt.name, version), func(t *testing.T) {
				s := newVersionedServer(t, func(w http.ResponseWriter, _ int32) { io.WriteString(w, "by HTTP/1.1") },
					func(c *http2Conn, _ int32) { tt.answer(c) })
				c := httpclient.Client{Workers: 1, Timeout: patient, AllowPrivate: true, Roots: s.roots, HTTP: version}
				f := newDownloader(t, c, httpclient.Header{})
				for range 2 {
					got := get(t, f, s.URL)
					if version == httpclient.Auto && (got.Err != nil || got.Protocol != "HTTP/1.1") {
						t.Errorf("%s, %v", got.Protocol, got.Err)
					}
					if version == httpclient.HTTP2 && (kindOf(got) != "protocol" || !strings.Contains(got.Err.Error(), "--http 2")) {
						t.Errorf("got %v", got.Err)
					}
				}
				if n := s.asked2.Load(); version == httpclient.Auto && n != 1 {
					t.Errorf("asked %d times by HTTP/2", n)
				}
			})
		}
	}
}

// After a 421 the same attempt sends the request once more, on another connection (RFC 9110,
// section 15.5.20).
func TestMisdirected(t *testing.T) {
	for _, version := range []httpclient.Version{httpclient.HTTP1, httpclient.HTTP2} {
		for _, tt := range []struct {
			name  string
			wrong int32 // number of connections that answer 421
			want  string
			asked int32
		}{
			{"the next one is right", 1, "ok", 2},
			{"all are wrong", 1000, "http", 2},
		} {
			t.Run(fmt.Sprintf("HTTP/%s, %s", version, tt.name), func(t *testing.T) {
				s := newVersionedServer(t, func(w http.ResponseWriter, connection int32) {
					if connection <= tt.wrong {
						http.Error(w, "not here", http.StatusMisdirectedRequest)
						return
					}
					io.WriteString(w, "here")
				}, func(c *http2Conn, connection int32) {
					if connection <= tt.wrong {
						c.header(":status", "421")
						c.WriteData(c.stream, true, []byte("not here"))
						return
					}
					c.ok("4")
					c.WriteData(c.stream, true, []byte("here"))
				})
				c := httpclient.Client{Workers: 1, Timeout: patient, AllowPrivate: true, Roots: s.roots, HTTP: version}
				got := get(t, newDownloader(t, c, httpclient.Header{}), s.URL)
				asked, opened := s.asked1.Load()+s.asked2.Load(), s.opened1.Load()+s.opened2.Load()
				if kindOf(got) != tt.want || got.Retry || asked != tt.asked || opened != tt.asked {
					t.Errorf("got %s (%v), again %v, after %d requests on %d connections", kindOf(got), got.Err, got.Retry, asked, opened)
				}
				if tt.want == "http" && got.Status != http.StatusMisdirectedRequest {
					t.Errorf("status %d", got.Status)
				}
			})
		}
	}
}

// While the version of a host is unknown, only one connection is dialed. If the host uses HTTP/1.1,
// all waiting requests then dial at once.
func TestHTTP1IsFoundForAll(t *testing.T) {
	certificate := httptest.NewUnstartedServer(nil)
	certificate.StartTLS()
	defer certificate.Close()
	config := &tls.Config{Certificates: certificate.TLS.Certificates, NextProtos: []string{"http/1.1"}}
	synctest.Test(t, func(t *testing.T) {
		c := httpclient.Client{Workers: 20, Insecure: true}
		c.Connect = func(context.Context, string, string) (net.Conn, error) {
			time.Sleep(time.Second)
			client, server := net.Pipe()
			go serveOne(tls.Server(server, config))
			return client, nil
		}
		f := newDownloader(t, c, httpclient.Header{})
		began := time.Now()
		var wait sync.WaitGroup
		for range c.Workers {
			wait.Go(func() {
				if got := get(t, f, "https://1.1.1.1/"); got.Err != nil || got.Protocol != "HTTP/1.1" {
					t.Errorf("%s, %v", got.Protocol, got.Err)
				}
			})
		}
		wait.Wait()
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("took %v, want one connection's time for the version and one for all", took)
		}
	})
}

// If requests share a dial, its slow lookup does not count towards the --connect-timeout of any of
// them.
func TestSharedDialLooksUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := httpclient.Client{Workers: 3, ConnectTimeout: 6 * time.Second, Timeout: time.Minute}
		c.Resolve = func(context.Context, string, string) ([]netip.Addr, error) {
			time.Sleep(10 * time.Second)
			return []netip.Addr{netip.MustParseAddr("1.1.1.1")}, nil
		}
		c.Connect = func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
		}
		f := newDownloader(t, c, httpclient.Header{})
		var wait sync.WaitGroup
		for i := range c.Workers {
			wait.Go(func() {
				time.Sleep(time.Duration(i) * time.Second)
				if got := get(t, f, "https://h/"); kindOf(got) != "connect" || got.Lookup != httpclient.LookupDone {
					t.Errorf("request %d: got %s (%v), the lookup came to %d", i, kindOf(got), got.Err, got.Lookup)
				}
			})
		}
		wait.Wait()
	})
}

// serveOne answers one HTTP/1.1 request.
func serveOne(conn net.Conn) {
	defer conn.Close()
	if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc")
	}
}
