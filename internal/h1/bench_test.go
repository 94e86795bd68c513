package h1_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// serveBytes answers every request with the same bytes, for as little as that can cost.
func serveBytes(b *testing.B, answer string) (host string) {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				for buf := make([]byte, 4096); ; {
					if _, err := conn.Read(buf); err != nil { // a request comes in one piece
						return
					}
					io.WriteString(conn, answer)
				}
			}()
		}
	}()
	return listener.Addr().String()
}

// One request at a time, for a body of 2 KiB.
func BenchmarkRoundTrip(b *testing.B) {
	const size = 2 << 10
	url := "http://" + serveBytes(b, "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 2048\r\n\r\n"+strings.Repeat("x", size))
	ours, theirs := pair(b, new(net.Dialer).DialContext)
	for _, bench := range []struct {
		name      string
		transport http.RoundTripper
	}{{"h1", ours}, {"transport", theirs}} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			buf := make([]byte, 64<<10)
			for b.Loop() {
				resp, err := bench.transport.RoundTrip(newRequest(b, http.MethodGet, url))
				if err != nil {
					b.Fatal(err)
				}
				n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, resp.Body, buf)
				if err != nil || n != size {
					b.Fatal(n, err)
				}
				resp.Body.Close()
			}
		})
	}
}
