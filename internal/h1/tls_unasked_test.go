package h1_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/h1"
)

// A batch is a connection that can hold back writes and send them in one piece.
type batch struct {
	net.Conn
	held    []byte
	holding bool
}

func (b *batch) Write(p []byte) (int, error) {
	if !b.holding {
		return b.Conn.Write(p)
	}
	b.held = append(b.held, p...)
	return len(p), nil
}

// The server may send a further record in one piece with the end of the answer. The tls.Conn reads
// both at once, so a look at the socket does not find the record. The connection must be closed all
// the same.
func TestTLSUnasked(t *testing.T) {
	const evil = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
	_, plain := secure(t)
	_, tapped := secureOver(t, h1.NewTap)
	for _, tt := range []struct {
		name    string
		connect dial
		then    string
		want    bool // whether the connection is kept
	}{
		{"nothing", plain, "", true},
		{"nothing, with a tap", tapped, "", true},
		{"another answer", plain, evil, false},
		{"another answer, with a tap", tapped, evil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			url := "https://" + answerTLS(t, plainly, answer, tt.then)
			dials := 0
			transport := &h1.Transport{DialTLS: func(ctx context.Context, network, addr string) (net.Conn, error) {
				dials++
				return tt.connect(ctx, network, addr)
			}}
			defer transport.CloseIdleConnections()
			for range 2 {
				if got := look(transport, newRequest(t, http.MethodGet, url)); got.Body != "abc" {
					t.Errorf("%+v", got)
				}
			}
			if kept := dials == 1; kept != tt.want {
				t.Errorf("kept: %v", kept)
			}
		})
	}
}

// TLS to a server may run inside TLS to a proxy. Then the tls.Conn of the proxy may hold the rest
// of the bytes.
func TestTLSUnaskedInTLS(t *testing.T) {
	evil := "HTTP/1.1 200 OK\r\nContent-Length: 12000\r\n\r\n" + strings.Repeat("evil", 3000)
	_, connect := secureOver(t, func(c net.Conn) net.Conn {
		return h1.NewTap(tls.Client(c, &tls.Config{InsecureSkipVerify: true}))
	})
	for _, tt := range []struct {
		name, then string
		want       bool // whether the connection is kept
	}{
		{"nothing", "", true},
		{"another answer", evil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			url := "https://" + answerTLS(t, inTLS, answer, tt.then)
			dials := 0
			transport := &h1.Transport{DialTLS: func(ctx context.Context, network, addr string) (net.Conn, error) {
				dials++
				return connect(ctx, network, addr)
			}}
			defer transport.CloseIdleConnections()
			for range 2 {
				if got := look(transport, newRequest(t, http.MethodGet, url)); got.Body != "abc" {
					t.Errorf("%+v", got)
				}
			}
			if kept := dials == 1; kept != tt.want {
				t.Errorf("kept: %v", kept)
			}
		})
	}
}

func plainly(c net.Conn, _ *tls.Config) net.Conn    { return c }
func inTLS(c net.Conn, config *tls.Config) net.Conn { return tls.Server(c, config) }

// answerTLS starts a server that answers each request with all records, sent in one piece over a
// layer below TLS. It returns the address.
func answerTLS(t *testing.T, layer func(net.Conn, *tls.Config) net.Conn, records ...string) (host string) {
	t.Helper()
	server, _ := secure(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	config := &tls.Config{Certificates: server.TLS.Certificates, DynamicRecordSizingDisabled: true}
	go func() {
		for {
			plain, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer plain.Close()
				below := &batch{Conn: layer(plain, config)}
				conn := tls.Server(below, config)
				for {
					if _, err := conn.Read(make([]byte, 4096)); err != nil {
						return
					}
					below.holding = true
					for _, record := range records {
						io.WriteString(conn, record)
					}
					below.Conn.Write(below.held)
					below.held, below.holding = nil, false
				}
			}()
		}
	}()
	return listener.Addr().String()
}
