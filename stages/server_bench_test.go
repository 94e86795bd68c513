package stages

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"sync"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// serve calls talk for each connection to a new port on 127.0.0.1, and returns the host. If config
// is not nil, it uses TLS. The end of the benchmark closes everything. The server shares the
// process, so its allocations count: talk therefore does not use net/http.
func serve(b *testing.B, config *tls.Config, talk func(net.Conn)) (host string) {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer conn.Close()
				defer context.AfterFunc(b.Context(), func() { conn.Close() })()
				if config != nil {
					talk(tls.Server(conn, config))
				} else {
					talk(conn)
				}
			})
		}
	})
	b.Cleanup(func() {
		listener.Close()
		running.Wait()
	})
	return listener.Addr().String()
}

// certified returns the configuration of a TLS server for one protocol, and the roots that verify
// it.
func certified(protocol string) (*tls.Config, *x509.CertPool) {
	issuer := httptest.NewTLSServer(nil)
	defer issuer.Close()
	roots := x509.NewCertPool()
	roots.AddCert(issuer.Certificate())
	return &tls.Config{Certificates: issuer.TLS.Certificates, NextProtos: []string{protocol}}, roots
}

// talkHTTP1 returns a function that answers every request with body.
func talkHTTP1(body []byte) func(net.Conn) {
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n", len(body))
	answer := append([]byte(head), body...)
	return func(conn net.Conn) {
		for request := make([]byte, 4096); ; {
			if _, err := conn.Read(request); err != nil { // a request comes in one piece
				return
			}
			if _, err := conn.Write(answer); err != nil {
				return
			}
		}
	}
}

// talkHTTP2 returns a function that answers every request with body and sends nothing else. The
// body is one frame of at most 16 KiB, so that flow control never matters.
func talkHTTP2(body []byte) func(net.Conn) {
	var head bytes.Buffer
	encoder := hpack.NewEncoder(&head)
	encoder.SetMaxDynamicTableSize(0) // so that the bytes are the same each time
	encoder.WriteField(hpack.HeaderField{Name: ":status", Value: "200"})
	encoder.WriteField(hpack.HeaderField{Name: "content-type", Value: "image/jpeg"})
	encoder.WriteField(hpack.HeaderField{Name: "content-length", Value: fmt.Sprint(len(body))})
	return func(conn net.Conn) {
		out := bufio.NewWriter(conn)
		framer := http2.NewFramer(out, bufio.NewReader(conn))
		if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err != nil {
			return
		}
		framer.WriteSettings()
		for out.Flush() == nil {
			frame, err := framer.ReadFrame()
			if err != nil {
				return
			}
			if request, ok := frame.(*http2.HeadersFrame); ok {
				framer.WriteHeaders(http2.HeadersFrameParam{StreamID: request.StreamID, BlockFragment: head.Bytes(), EndHeaders: true})
				framer.WriteData(request.StreamID, true, body)
			}
		}
	}
}
