package download

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/badserver"
	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/storetest"
)

// Successive requests to a server without HTTP/2 share one connection: net/http makes it, and h1
// adopts it.
func TestHTTP1IsFoundOnce(t *testing.T) {
	server, roots := clienttest.SecureServer(t, false, nil)
	var connections atomic.Int32
	c := httpclient.Client{Workers: 1, Timeout: patient, AllowPrivate: true, Roots: roots}
	c.Connect = func(ctx context.Context, network, address string) (net.Conn, error) {
		connections.Add(1)
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	f := newDownloader(t, c, httpclient.Header{})
	for range 3 {
		if got := get(t, f, server.URL); got.Err != nil || got.Protocol != "HTTP/1.1" {
			t.Errorf("%s, %v", got.Protocol, got.Err)
		}
	}
	if n := connections.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
	if len(f.sessions.idle) != 1 {
		t.Errorf("%d sessions are kept", len(f.sessions.idle))
	}
}

// The cause that ended one exchange does not end the next.
func TestExchangeAfterATimeout(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
	host := serveEach(t, func(n int) []badserver.Step {
		if n%2 == 1 {
			return []badserver.Step{badserver.Send(ok + "a"), badserver.Hang()}
		}
		return []badserver.Step{badserver.Send(ok + "abc")}
	})
	f := direct(t, brief)
	for range 2 {
		if got := get(t, f, "http://"+host); kindOf(got) != "stalled" {
			t.Errorf("got %v, want a body that stalls", got.Err)
		}
		if got := get(t, f, "http://"+host); got.Err != nil {
			t.Error(got.Err)
		}
	}
	f = direct(t, patient)
	f.config.Limits.MaxTime = 50 * time.Millisecond
	for range 2 {
		if got := get(t, f, "http://"+host); kindOf(got) != "timeout" {
			t.Errorf("got %v, want that it took too long", got.Err)
		}
		if got := get(t, f, "http://"+host); got.Err != nil {
			t.Error(got.Err)
		}
	}
}

// A defective is a transport that panics. It claims to leave no goroutine behind.
type defective struct{}

func (defective) RoundTrip(*http.Request) (*http.Response, error) { panic("defect") }
func (defective) Synchronous(*http.Request) bool                  { return true }

// After a panic the session is not used again, since its state is unknown.
func TestExchangeThatPanics(t *testing.T) {
	d := New(Config{Transport: defective{}, Files: &storetest.Directory{}})
	if caught := outcome.Catch("exchange", func() {
		d.Do(t.Context(), Request{URL: clienttest.URL(t, "http://h/")})
	}); caught == nil {
		t.Fatal("no panic")
	}
	if len(d.sessions.idle) > 0 {
		t.Error("the session is kept")
	}
}
