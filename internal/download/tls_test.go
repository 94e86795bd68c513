package download

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/httpclient"
)

func TestCertificates(t *testing.T) {
	server, roots := clienttest.SecureServer(t, true, nil)
	asking, askingRoots := clienttest.SecureServer(t, true, func(c *tls.Config) {
		c.ClientAuth = tls.RequireAnyClientCert
		c.MaxVersion = tls.VersionTLS12 // with 1.3 the refusal comes after the handshake, and may be lost with the connection
	})
	old, oldRoots := clienttest.SecureServer(t, false, func(c *tls.Config) {
		c.MaxVersion = tls.VersionTLS11
		c.MinVersion = tls.VersionTLS10
	})
	for _, tt := range []struct {
		name   string
		client httpclient.Client
		url    string
		want   string
	}{
		{"trusted", httpclient.Client{Roots: roots}, server.URL, "ok"},
		{"the system's roots alone", httpclient.Client{}, server.URL, "tls"},
		{"other roots alone", httpclient.Client{Roots: x509.NewCertPool()}, server.URL, "tls"},
		{"wrong name", httpclient.Client{Roots: roots}, strings.Replace(server.URL, "127.0.0.1", "localhost", 1), "tls"},
		{"insecure", httpclient.Client{Insecure: true}, server.URL, "ok"},
		{"client certificate that is not there", httpclient.Client{Roots: askingRoots}, asking.URL, "tls"},
		{"client certificate", httpclient.Client{Roots: askingRoots, Certificates: asking.TLS.Certificates}, asking.URL, "ok"},
		{"TLS 1.1", httpclient.Client{Roots: oldRoots}, old.URL, "tls"},
		{"TLS 1.1, insecure", httpclient.Client{Insecure: true}, old.URL, "tls"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.client.Timeout, tt.client.AllowPrivate = patient, true
			got := get(t, newDownloader(t, tt.client, httpclient.Header{}), tt.url)
			if kind := kindOf(got); kind != tt.want {
				t.Errorf("got %s (%v), want %s", kind, got.Err, tt.want)
			}
		})
	}
}

func TestHTTPVersions(t *testing.T) {
	both, bothRoots := clienttest.SecureServer(t, true, nil)
	one, oneRoots := clienttest.SecureServer(t, false, nil)
	silent, silentRoots := clienttest.SecureServer(t, false, func(c *tls.Config) { c.NextProtos = []string{"none"} })
	plain := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	plain.Config.Protocols = new(http.Protocols)
	plain.Config.Protocols.SetHTTP1(true)
	plain.Config.Protocols.SetUnencryptedHTTP2(true)
	plain.Start()
	defer plain.Close()
	for _, tt := range []struct {
		name    string
		version httpclient.Version
		url     string
		roots   *x509.CertPool
		want    string // protocol, or kind of error
	}{
		{"zero value", "", both.URL, bothRoots, "HTTP/2.0"},
		{"auto", httpclient.Auto, both.URL, bothRoots, "HTTP/2.0"},
		{"auto, where there is only 1.1", httpclient.Auto, one.URL, oneRoots, "HTTP/1.1"},
		{"auto, without TLS", httpclient.Auto, plain.URL, nil, "HTTP/1.1"},
		{"1.1", httpclient.HTTP1, both.URL, bothRoots, "HTTP/1.1"},
		{"1.1, without TLS", httpclient.HTTP1, plain.URL, nil, "HTTP/1.1"},
		{"2", httpclient.HTTP2, both.URL, bothRoots, "HTTP/2.0"},
		{"2, where the server refuses it", httpclient.HTTP2, one.URL, oneRoots, "tls"},
		{"2, where the server knows neither", httpclient.HTTP2, silent.URL, silentRoots, "tls"},
		{"2, without TLS", httpclient.HTTP2, plain.URL, nil, "HTTP/2.0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := httpclient.Client{Timeout: patient, AllowPrivate: true, Roots: tt.roots, HTTP: tt.version}
			got := get(t, newDownloader(t, c, httpclient.Header{}), tt.url)
			if answer := got.Protocol; got.Err == nil && (answer != tt.want || got.RemoteIP != "127.0.0.1") {
				t.Errorf("got %s from %s, want %s", answer, got.RemoteIP, tt.want)
			}
			if got.Err != nil && kindOf(got) != tt.want {
				t.Errorf("got %v, want %s", got.Err, tt.want)
			}
		})
	}
}

// If a server has no ALPN, the client would continue with HTTP/1.1. With --http 2 that is an error.
func TestHTTP2IsNotDowngraded(t *testing.T) {
	server, roots := clienttest.SecureServer(t, false, nil)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	mute := tls.NewListener(listener, &tls.Config{Certificates: server.TLS.Certificates})
	go http.Serve(mute, server.Config.Handler)
	defer mute.Close()
	c := httpclient.Client{Timeout: patient, AllowPrivate: true, Roots: roots, HTTP: httpclient.HTTP2}
	got := get(t, newDownloader(t, c, httpclient.Header{}), "https://"+listener.Addr().String())
	if kindOf(got) != "protocol" || got.Err.Error() != "the server speaks HTTP/1.1, and only HTTP/2 is wanted" {
		t.Errorf("got %v", got.Err)
	}
}
