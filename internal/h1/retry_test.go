package h1_test

import (
	"io"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/hoist/hoist/internal/badserver"
	"github.com/hoist/hoist/internal/h1"
)

// awaitAndClose reads another request and closes the connection.
func awaitAndClose(c *badserver.Conn) error {
	c.Read(make([]byte, 1024))
	return io.EOF
}

// awaitAndReset reads another request and resets the connection.
func awaitAndReset(c *badserver.Conn) error {
	c.Read(make([]byte, 1024))
	return badserver.Reset()(c)
}

func TestRetry(t *testing.T) {
	const abc, fresh = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfresh"
	send := badserver.Send
	for _, tt := range []struct {
		name        string
		first       []badserver.Step
		second      []badserver.Step
		want        string // result of the second request
		connections int32
	}{
		{"kept one closes", []badserver.Step{send(abc), awaitAndClose}, []badserver.Step{send(fresh)}, "wholefresh", 2},
		{"kept one is reset", []badserver.Step{send(abc), awaitAndReset}, []badserver.Step{send(fresh)}, "wholefresh", 2},
		{"kept one closes and a new one too", []badserver.Step{send(abc), awaitAndClose}, nil, "no answer", 2},
		{"kept one breaks off in the header", []badserver.Step{send(abc), func(c *badserver.Conn) error {
			c.Read(make([]byte, 1024))
			return send("HTTP/1.1 200 OK\r\n")(c)
		}}, []badserver.Step{send(fresh)}, "no answer", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var connections atomic.Int32
			server, err := badserver.StartEach(func(n int) []badserver.Step {
				if connections.Add(1); n == 1 {
					return tt.first
				}
				return tt.second
			})
			if err != nil {
				t.Fatal(err)
			}
			transport := new(h1.Transport)
			if err := read(transport, newRequest(t, http.MethodGet, "http://"+server.Host)); err != nil {
				t.Fatal(err)
			}
			got := look(transport, newRequest(t, http.MethodGet, "http://"+server.Host))
			server.Close()
			if result := got.Kind + got.Body; result != tt.want {
				t.Errorf("got %s, want %s: %+v", result, tt.want, got)
			}
			if n := connections.Load(); n != tt.connections {
				t.Errorf("%d connections, want %d", n, tt.connections)
			}
		})
	}
}
