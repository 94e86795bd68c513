package clienttest

import (
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
)

// A Proxy is an HTTP proxy that requires the login me:secret. All its tunnels lead to one server.
// It answers other requests itself.
type Proxy struct {
	To     string // host:port of the server
	Status int    // status of its own answers; a tunnel is made only if it is 200
	mu     sync.Mutex
	asked  []string // method, target and user agent of each request
}

// Serve starts p and returns its URL without the login.
func (p *Proxy) Serve(t testing.TB) *url.URL {
	t.Helper()
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	return URL(t, server.URL)
}

func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, r.Method+" "+r.RequestURI+" "+r.UserAgent())
	p.mu.Unlock()
	switch {
	case r.Header.Get("Proxy-Authorization") != "Basic "+base64.StdEncoding.EncodeToString([]byte("me:secret")):
		w.WriteHeader(http.StatusProxyAuthRequired)
	case r.Method != http.MethodConnect || p.Status != http.StatusOK:
		w.WriteHeader(p.Status)
	default:
		Tunnel(w, p.To)
	}
}

// Requests returns the method, target and user agent of each request so far, in order.
func (p *Proxy) Requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}

// Tunnel answers a CONNECT request and relays to the server at to.
func Tunnel(w http.ResponseWriter, to string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return // the server is closed
	}
	defer conn.Close()
	io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
	Relay(conn, to)
}

// Relay relays between conn and the server at to until one of them closes.
func Relay(conn net.Conn, to string) {
	server, err := net.Dial("tcp", to)
	if err != nil {
		return // the client sees that conn is closed
	}
	go func() {
		defer server.Close()
		io.Copy(server, conn)
	}()
	defer server.Close()
	io.Copy(conn, server)
}
