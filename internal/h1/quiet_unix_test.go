//go:build unix && !aix

package h1

import (
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"testing"
)

// On a Unix socket an event at one end is visible at the other end at once.
func TestQuiet(t *testing.T) {
	listener, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	client, err := net.Dial("unix", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	server, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for _, step := range []struct {
		name string
		do   func() error
		want bool
	}{
		{"new", func() error { return nil }, true},
		{"sent", func() error { _, err := server.Write([]byte("x")); return err }, false},
		{"not taken by the look", func() error { return nil }, false},
		{"taken", func() error { _, err := client.Read(make([]byte, 1)); return err }, true},
		{"closed by the server", func() error { return server.Close() }, false},
		{"closed by us", func() error { return client.Close() }, false},
	} {
		if err := step.do(); err != nil {
			t.Fatal(step.name, err)
		}
		if got := newSpy(socket(client)).quiet(); got != step.want {
			t.Errorf("%s: quiet is %v", step.name, got)
		}
	}
	if !newSpy(nil).quiet() {
		t.Error("what can't be looked at is not quiet")
	}
}

// If the server has sent bytes or closed while a connection was idle, the connection is not used
// again: those bytes are not an answer to the next request.
func TestPassesOver(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(server net.Conn) error
		want bool // whether the connection is used again
	}{
		{"nothing", func(net.Conn) error { return nil }, true},
		{"closed", net.Conn.Close, false},
		{"sent", func(server net.Conn) error { _, err := io.WriteString(server, "HTTP/1.1 408 Slow\r\n\r\n"); return err }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			listener, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
			if err != nil {
				t.Fatal(err)
			}
			defer listener.Close()
			var servers []net.Conn
			transport := &Transport{Dial: func(context.Context, string, string) (net.Conn, error) {
				client, err := net.Dial("unix", listener.Addr().String())
				if err != nil {
					return nil, err
				}
				server, err := listener.Accept()
				servers = append(servers, server)
				go noContent(server)
				return client, err
			}}
			defer transport.CloseIdleConnections()
			get := func() {
				resp, err := transport.RoundTrip(request(t))
				if err != nil {
					t.Fatal(err)
				}
				if resp.StatusCode != http.StatusNoContent {
					t.Errorf("status %d", resp.StatusCode)
				}
			}
			get()
			if err := tt.do(servers[0]); err != nil {
				t.Fatal(err)
			}
			get()
			if used := len(servers) == 1; used != tt.want {
				t.Errorf("used again: %v", used)
			}
		})
	}
}

func request(t *testing.T) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://h.invalid", nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// noContent answers each request with 204 until the connection is closed.
func noContent(conn net.Conn) {
	defer conn.Close()
	for buf := make([]byte, 4096); ; {
		if _, err := conn.Read(buf); err != nil {
			return
		}
		io.WriteString(conn, "HTTP/1.1 204 No Content\r\n\r\n")
	}
}
