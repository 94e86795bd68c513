package h1_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/h1"
)

// A pool is a Transport with all connections that it has dialed. Each connection answers any number
// of requests.
type pool struct {
	h1.Transport
	dialed []*scripted
}

type endless struct{ at int }

const answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, answer[e.at:])
	e.at = (e.at + n) % len(answer)
	return n, nil
}

func newPool(maxIdle, perHost int, timeout time.Duration) *pool {
	p := &pool{Transport: h1.Transport{MaxIdle: maxIdle, MaxIdlePerHost: perHost, IdleTimeout: timeout}}
	p.Dial = func(context.Context, string, string) (net.Conn, error) {
		s := script("", len(answer)) // a read returns at most one answer
		s.answer = new(endless)
		p.dialed = append(p.dialed, s)
		return s, nil
	}
	return p
}

// together sends one request to each host, all in flight at the same time. Then it reads the bodies
// in order.
func (p *pool) together(t *testing.T, hosts ...string) {
	t.Helper()
	var bodies []io.ReadCloser
	for _, host := range hosts {
		resp, err := p.RoundTrip(newRequest(t, http.MethodGet, "http://"+host))
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, resp.Body)
	}
	for _, body := range bodies {
		if _, err := io.Copy(io.Discard, body); err != nil {
			t.Fatal(err)
		}
	}
}

// open returns a letter for each connection: o if it is open, x if it was closed once.
func (p *pool) open() (open string) {
	for _, s := range p.dialed {
		open += map[int]string{0: "o", 1: "x"}[s.closes()] // a connection that was closed twice has no letter
	}
	return open
}

func TestIdleBounds(t *testing.T) {
	for _, tt := range []struct {
		name             string
		maxIdle, perHost int
		hosts            []string
		want             string // a letter for each connection, as from open
	}{
		{"per host", 0, 2, []string{"a", "a", "a", "b"}, "ooxo"},
		{"per host by default", 0, 0, []string{"a", "a", "a"}, "oox"},
		{"none", 0, -1, []string{"a", "b"}, "xx"},
		{"in all, the oldest goes", 2, 9, []string{"a", "b", "c"}, "xoo"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPool(tt.maxIdle, tt.perHost, 0)
			p.together(t, tt.hosts...)
			if got := p.open(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			p.CloseIdleConnections()
			for i, s := range p.dialed {
				if s.closes() != 1 {
					t.Errorf("in the end connection %d is closed %d times", i, s.closes())
				}
			}
		})
	}
}

func TestIdleTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(0, 9, time.Minute)
		p.together(t, "a", "a")
		time.Sleep(40 * time.Second)
		p.together(t, "a") // takes the connection that was idle for the shorter time
		for _, step := range []struct {
			wait time.Duration
			want string
		}{{19 * time.Second, "oo"}, {time.Second, "xo"}, {39 * time.Second, "xo"}, {time.Second, "xx"}} {
			time.Sleep(step.wait)
			synctest.Wait()
			if got := p.open(); got != step.want {
				t.Errorf("after another %v: %s, want %s", step.wait, got, step.want)
			}
		}
		p.together(t, "a")
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := p.open(); got != "xxx" {
			t.Errorf("the timer is not set again: %s", got)
		}
	})
}

// CloseIdleConnections closes a connection in use when its answer has ended. Later connections are
// kept again.
func TestCloseIdleConnections(t *testing.T) {
	p := newPool(0, 9, 0)
	resp, err := p.RoundTrip(newRequest(t, http.MethodGet, "http://a"))
	if err != nil {
		t.Fatal(err)
	}
	p.CloseIdleConnections()
	if got := p.open(); got != "o" {
		t.Errorf("a connection in use: %s", got)
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Error(err)
	}
	p.together(t, "a")
	if got := p.open(); got != "xo" {
		t.Errorf("got %s, want xo", got)
	}
}

// A connection is used again only for the same scheme, host and port.
func TestOrigins(t *testing.T) {
	p := newPool(0, 9, 0)
	p.DialTLS = p.Dial
	for _, url := range []string{"http://a", "https://a", "http://a:81", "http://b", "http://a:80/x"} {
		if err := read(p, newRequest(t, http.MethodGet, url)); err != nil {
			t.Fatal(err)
		}
	}
	if got := p.open(); got != "oooo" {
		t.Errorf("got %s, want four connections", got)
	}
}
