package h1_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// serveBytes answers every request with the same bytes, at the least cost for the server.
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

const benchSize = 2 << 10

// transports runs bench with each of the two transports and the URL of a body of 2 KiB. Both
// transports have an idle timeout.
func transports(b *testing.B, bench func(b *testing.B, transport http.RoundTripper, url string)) {
	url := "http://" + serveBytes(b,
		"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 2048\r\n\r\n"+
			strings.Repeat("x", benchSize))
	ours, theirs := pair(b, new(net.Dialer).DialContext)
	ours.MaxIdlePerHost, theirs.MaxIdleConnsPerHost = 1000, 1000
	ours.IdleTimeout, theirs.IdleConnTimeout = time.Minute, time.Minute
	b.Run("h1", func(b *testing.B) { bench(b, ours, url) })
	b.Run("transport", func(b *testing.B) { bench(b, theirs, url) })
}

// fetch reads one answer through buf.
func fetch(b *testing.B, transport http.RoundTripper, url string, buf []byte) {
	resp, err := transport.RoundTrip(newRequest(b, http.MethodGet, url))
	if err != nil {
		b.Error(err)
		return
	}
	defer resp.Body.Close()
	if n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, resp.Body, buf); err != nil || n != benchSize {
		b.Error(n, err)
	}
}

// BenchmarkRoundTrip measures the time of a request when one is in flight.
func BenchmarkRoundTrip(b *testing.B) {
	transports(b, func(b *testing.B, transport http.RoundTripper, url string) {
		b.ReportAllocs()
		for buf := make([]byte, 8<<10); b.Loop(); {
			fetch(b, transport, url, buf)
		}
	})
}

// BenchmarkInFlight measures the processor time of a request when many are in flight. It includes
// the time of the server.
func BenchmarkInFlight(b *testing.B) {
	transports(b, func(b *testing.B, transport http.RoundTripper, url string) {
		b.ReportAllocs()
		b.SetParallelism(32)
		b.RunParallel(func(each *testing.PB) {
			for buf := make([]byte, 8<<10); each.Next(); {
				fetch(b, transport, url, buf)
			}
		})
	})
}
