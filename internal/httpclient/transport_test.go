package httpclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http/httptest"
	"testing"
	"time"
)

// Closing an HTTP/2 connection sends the close_notify of TLS (RFC 8446, section 6.1).
func TestHTTP2Farewell(t *testing.T) {
	server := httptest.NewUnstartedServer(nil)
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ended := make(chan error, 1)
	go func() {
		plain, err := listener.Accept()
		if err != nil {
			ended <- err
			return
		}
		defer plain.Close()
		conn := tls.Server(plain, &tls.Config{Certificates: server.TLS.Certificates, NextProtos: []string{"h2"}})
		for err == nil {
			_, err = conn.Read(make([]byte, 4096))
		}
		ended <- err
	}()
	transport := Client{Workers: 1, Timeout: time.Minute, AllowPrivate: true, Roots: roots}.Transport()
	ctx, cancel := context.WithCancel(t.Context())
	conn, err := transport.pool.Dial(ctx, "https", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(conn, "the last words")
	cancel()
	conn.Close()
	if err := <-ended; err != io.EOF {
		t.Errorf("%v, want the end that TLS has for it", err)
	}
}
