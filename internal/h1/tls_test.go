package h1_test

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/h1"
)

// secure is a server of https, and a dial for it whose handshake is left to the Transport.
func secure(t *testing.T) (*httptest.Server, dial) {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "abc") }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	config := server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	config.ServerName, config.NextProtos = "example.com", nil
	return server, func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return tls.Client(conn, config), nil
	}
}

func TestTLS(t *testing.T) {
	server, connect := secure(t)
	ours, theirs := pair(t, connect)
	got, want := traced(t, ours, server.URL), traced(t, theirs, server.URL)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("http.Transport -, ours +\n%s", diff)
	}
	if log := strings.Join(got, "\n"); !strings.Contains(log, "GotConn *tls.Conn true true true") {
		t.Errorf("the connection is not used again:\n%s", log)
	}
	resp, err := ours.RoundTrip(newRequest(t, http.MethodGet, server.URL))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.TLS == nil || !resp.TLS.HandshakeComplete {
		t.Errorf("resp.TLS is %v", resp.TLS)
	}
}

func TestTLSFails(t *testing.T) {
	server, _ := secure(t)
	connect := func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return tls.Client(conn, &tls.Config{ServerName: "example.com"}), nil
	}
	ours, theirs := pair(t, connect)
	got, want := traced(t, ours, server.URL), traced(t, theirs, server.URL)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("http.Transport -, ours +\n%s", diff)
	}
	if !strings.HasPrefix(got[len(got)-1], "refused") {
		t.Errorf("a certificate of nobody is good enough: %q", got)
	}
}

// A batch holds back what is written until it is sent in one piece.
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

// A record that comes in one piece with the end of the answer is read with it, and is in the tls.Conn then, where a
// look at the socket does not find it.
func TestTLSUnasked(t *testing.T) {
	_, connect := secure(t)
	for _, tt := range []struct {
		name, then string
		want       bool // the connection is kept
	}{{"nothing", "", true}, {"another answer", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", false}} {
		t.Run(tt.name, func(t *testing.T) {
			url := "https://" + answerTLS(t, answer, tt.then)
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

// answerTLS answers each request with two records in one piece.
func answerTLS(t *testing.T, records ...string) (host string) {
	t.Helper()
	server, _ := secure(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	config := &tls.Config{Certificates: server.TLS.Certificates}
	go func() {
		for {
			plain, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer plain.Close()
				below := &batch{Conn: plain}
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
