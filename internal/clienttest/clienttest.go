// Package clienttest provides fakes of transports and servers that the tests of several packages
// share.
package clienttest

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/origin"
)

// A RoundTripper is a function that implements http.RoundTripper.
type RoundTripper func(*http.Request) (*http.Response, error)

// RoundTrip calls f.
func (f RoundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Connected reports a connection to the trace of a request, as a real transport does.
func Connected(r *http.Request) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil {
		trace.GotConn(httptrace.GotConnInfo{Conn: fakeConn{}})
	}
}

type fakeConn struct{ net.Conn }

func (fakeConn) RemoteAddr() net.Addr { return nil }

// Answer returns a response with a text as its body.
func Answer(r *http.Request, status int, text string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(text)), Request: r,
		ContentLength: int64(len(text)), ProtoMajor: 1, ProtoMinor: 1,
	}
}

// URL parses text and makes the host canonical.
func URL(t testing.TB, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err == nil {
		err = origin.CanonicalizeHost(u)
	}
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// SecureServer starts an HTTPS server and returns it with its root certificate. The server answers
// with the HTTP version of the request. If config is not nil, it changes the configuration of TLS.
func SecureServer(t testing.TB, http2 bool, config func(*tls.Config)) (*httptest.Server, *x509.CertPool) {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.Proto)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.EnableHTTP2 = http2
	server.TLS = &tls.Config{}
	if config != nil {
		config(server.TLS)
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return server, roots
}
