package h1_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/hoist/hoist/internal/badserver"
	"github.com/hoist/hoist/internal/h1"
)

// One watch serves many requests in turn. When its context ends, it ends the request that is in
// flight.
func TestWatch(t *testing.T) {
	for _, tt := range []struct{ name, last string }{
		{"in an answer", "HTTP/1.1 200 OK\r\nCon"},
		{"in a body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			check := goleak.IgnoreCurrent()
			ctx, cancel := context.WithCancelCause(t.Context())
			ends := func(*badserver.Conn) error { cancel(errEnough); return nil }
			server, err := badserver.Start(
				badserver.Send(answer), again, await, badserver.Send(tt.last), ends, badserver.Hang())
			if err != nil {
				t.Fatal(err)
			}
			ours, _ := pair(t, new(net.Dialer).DialContext)
			req := newRequest(t, http.MethodGet, "http://"+server.Host).WithContext(h1.WithWatch(ctx))
			for i := range 2 {
				if err := read(ours, req); err != nil {
					t.Fatalf("request %d: %v", i+1, err)
				}
			}
			if err := read(ours, req); err != errEnough {
				t.Errorf("%v, want %v", err, errEnough)
			}
			if err := read(ours, req); err != errEnough {
				t.Errorf("after the end: %v, want %v", err, errEnough)
			}
			server.Close()
			goleak.VerifyNone(t, check)
		})
	}
}

// If two requests share a watch, it ends both.
func TestWatchOfTwo(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	server, err := badserver.Start(badserver.Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), badserver.Hang())
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	ours, _ := pair(t, new(net.Dialer).DialContext)
	req := newRequest(t, http.MethodGet, "http://"+server.Host).WithContext(h1.WithWatch(ctx))
	var bodies []io.ReadCloser
	for range 2 {
		resp, err := ours.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		bodies = append(bodies, resp.Body)
	}
	cancel(errEnough)
	for i, body := range bodies {
		if _, err := io.Copy(io.Discard, body); err != errEnough {
			t.Errorf("body %d: %v, want %v", i+1, err, errEnough)
		}
	}
}

// adopt makes a connection by connect and gives it to transport.
func adopt(t *testing.T, transport *h1.Transport, connect dial, addr string) *tls.Conn {
	t.Helper()
	plain, err := connect(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	conn := plain.(*tls.Conn)
	state, err := h1.Handshake(t.Context(), conn, nil)
	if err != nil {
		t.Fatal(err)
	}
	transport.Adopt(conn, state, addr)
	return conn
}

// An adopted connection is used for the next request. This holds even if the server has sent
// something first, such as the session tickets of TLS 1.3.
func TestAdopt(t *testing.T) {
	server, connect := secure(t)
	ours, _ := pair(t, func(context.Context, string, string) (net.Conn, error) {
		t.Error("another connection is made")
		return nil, net.ErrClosed
	})
	adopt(t, ours, connect, server.Listener.Addr().String())
	for range 2 {
		resp, err := ours.RoundTrip(newRequest(t, http.MethodGet, server.URL))
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(resp.Body); string(text) != "abc" || err != nil || resp.TLS == nil {
			t.Errorf("got %q, %v, TLS %v", text, err, resp.TLS)
		}
		resp.Body.Close()
	}
}

// Adopt closes the connection if the Transport has no room for it.
func TestAdoptTooMany(t *testing.T) {
	server, connect := secure(t)
	ours, _ := pair(t, connect)
	ours.MaxIdlePerHost = -1
	conn := adopt(t, ours, connect, server.Listener.Addr().String())
	if _, err := conn.Write([]byte("x")); err == nil {
		t.Error("it is open")
	}
}
