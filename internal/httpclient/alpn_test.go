package httpclient

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/url"
	"testing"
	"testing/synctest"
	"time"
)

// The timeout of a TLS handshake has the same text as the timeout of the exchange that waits for
// it, since either may expire first.
func TestHandshakeLimit(t *testing.T) {
	proxy := &url.URL{Scheme: "http", Host: "192.0.2.1:3128"}
	for _, tt := range []struct {
		name    string
		proxies Proxies
		want    string
	}{
		{"directly", Proxies{}, "no connection within 6s (--timeout)"},
		{"by a proxy", OneProxy(proxy), "no connection within 6s (--timeout) by way of proxy 192.0.2.1:3128"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := net.Pipe()
				c := Client{ConnectTimeout: 6 * time.Second, ConnectOption: "--timeout", Proxies: tt.proxies}
				transport := c.Transport()
				silent := func(context.Context, string, string) (net.Conn, error) { return near, nil }
				go io.Copy(io.Discard, far)
				_, err := transport.negotiate(silent, silent, &tls.Config{}, c.dialer())(t.Context(), "https", "far.example:443")
				far.Close()
				if err == nil || err.Error() != tt.want {
					t.Errorf("got %v, want %s", err, tt.want)
				}
			})
		})
	}
}
