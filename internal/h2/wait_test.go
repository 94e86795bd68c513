package h2_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/h2"
)

// send sends n requests at once. When all are over, it returns their errors.
func send(t *h2.Transport, n int) (errs []error) {
	results := make(chan error)
	for range n {
		go func() { results <- fetch(t) }()
	}
	for range n {
		errs = append(errs, <-results)
	}
	return errs
}

// all reports whether every error is want.
func all(errs []error, want error) bool {
	for _, err := range errs {
		if !errors.Is(err, want) {
			return false
		}
	}
	return true
}

// While nothing is known about a host, only one dial is in progress. All waiting requests get its
// result.
func TestFirstDial(t *testing.T) {
	refused := errors.New("refused")
	for _, want := range []error{h2.ErrHTTP1, refused} {
		synctest.Test(t, func(t *testing.T) {
			var dials atomic.Int32
			transport := &h2.Transport{Dial: func(context.Context, string, string) (net.Conn, error) {
				dials.Add(1)
				time.Sleep(time.Second)
				return nil, want
			}}
			began := time.Now()
			if errs := send(transport, 50); !all(errs, want) || dials.Load() != 1 || time.Since(began) != time.Second {
				t.Errorf("%v: %v after %v and %d dials", want, errs, time.Since(began), dials.Load())
			}
			if errs := send(transport, 1); !all(errs, want) || dials.Load() != 2 {
				t.Errorf("then: %v after %d dials", errs, dials.Load())
			}
		})
	}
}

// While a connection is open, a failed dial fails no request.
func TestDialThatFailsBesideAConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &testServer{streams: 2, delay: time.Second}
		transport := &h2.Transport{Dial: func(ctx context.Context, scheme, addr string) (net.Conn, error) {
			if s.dialed.Load() > 0 {
				return nil, errors.New("one connection is enough")
			}
			return s.dial(ctx, scheme, addr)
		}}
		defer s.shut(transport)
		if errs := send(transport, 10); !all(errs, nil) {
			t.Errorf("got %v", errs)
		}
	})
}

// If a server closes each connection at once, each request gets an error. There are no more dials
// than requests.
func TestConnectionsThatEndAtOnce(t *testing.T) {
	for range 100 { // the transport may notice the end before or after it uses the connection
		synctest.Test(t, func(t *testing.T) {
			var dials atomic.Int32
			transport := &h2.Transport{Dial: func(context.Context, string, string) (net.Conn, error) {
				dials.Add(1)
				return closedConn{}, nil
			}}
			for i, err := range send(transport, 5) {
				if err == nil || dials.Load() > 5 {
					t.Errorf("request %d: %v after %d dials", i, err, dials.Load())
				}
			}
		})
	}
}

// A closedConn is a connection that the server has closed for writing.
type closedConn struct{ net.Conn }

func (closedConn) Read([]byte) (int, error)           { return 0, io.EOF }
func (closedConn) Write(p []byte) (int, error)        { return len(p), nil }
func (closedConn) SetWriteDeadline(t time.Time) error { return nil }
func (closedConn) RemoteAddr() net.Addr               { return &net.TCPAddr{} }
func (closedConn) Close() error                       { return nil }

// When the context of a request ends, its wait ends at once. The dial ends only if no other request
// waits for it.
func TestEndOfAWait(t *testing.T) {
	for _, others := range []int{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			s := &testServer{handshake: time.Minute}
			cancelled := false
			transport := &h2.Transport{Dial: func(ctx context.Context, scheme, addr string) (net.Conn, error) {
				conn, err := s.dial(ctx, scheme, addr)
				cancelled = err != nil
				return conn, err
			}}
			defer s.shut(transport)
			results := make(chan error)
			cause := errors.New("enough")
			ctx, cancel := context.WithCancelCause(t.Context())
			go func() { results <- fetchContext(ctx, transport) }()
			for range others {
				go func() { results <- fetch(transport) }()
			}
			time.Sleep(time.Second)
			cancel(cause)
			if err := <-results; err != cause {
				t.Errorf("got %v", err)
			}
			for range others {
				if err := <-results; err != nil {
					t.Error(err)
				}
			}
			synctest.Wait()
			if cancelled != (others == 0) {
				t.Errorf("with %d others: dial cancelled: %v", others, cancelled)
			}
		})
	}
}

// Inform calls its function for each request that waits for the dial, and for each request that
// starts to wait later.
func TestInform(t *testing.T) {
	type name struct{}
	synctest.Test(t, func(t *testing.T) {
		s := &testServer{}
		heard := map[any][]string{}
		say := func(what string) func(context.Context) {
			return func(ctx context.Context) { heard[ctx.Value(name{})] = append(heard[ctx.Value(name{})], what) }
		}
		transport := &h2.Transport{Dial: func(ctx context.Context, scheme, addr string) (net.Conn, error) {
			h2.Inform(ctx, say("begun"))
			time.Sleep(time.Second)
			h2.Inform(ctx, say("done"))
			return s.dial(ctx, scheme, addr)
		}}
		defer s.shut(transport)
		results := make(chan error)
		for _, who := range []string{"early", "late"} {
			go func() { results <- fetchContext(context.WithValue(t.Context(), name{}, who), transport) }()
			time.Sleep(time.Second / 2)
		}
		if err := errors.Join(<-results, <-results); err != nil {
			t.Error(err)
		}
		for _, who := range []string{"early", "late"} {
			if got := heard[who]; len(got) != 2 || got[0] != "begun" || got[1] != "done" {
				t.Errorf("%s heard %q", who, got)
			}
		}
		h2.Inform(context.WithValue(t.Context(), name{}, "alone"), say("itself"))
		if len(heard["alone"]) != 1 {
			t.Error("the context of a request is not called with")
		}
	})
}

func fetchContext(ctx context.Context, t http.RoundTripper) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://h.example/", nil)
	if err != nil {
		return err
	}
	return exchange(t, req)
}
