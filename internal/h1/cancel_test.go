package h1_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/hoist/hoist/internal/badserver"
	"github.com/hoist/hoist/internal/h1"
)

var errEnough = errors.New("enough")

// stuck starts a server that sends sent, calls cancel, and then sends nothing more.
func stuck(t *testing.T, sent string, cancel func()) *badserver.Server {
	t.Helper()
	ends := func(*badserver.Conn) error { cancel(); return nil }
	server, err := badserver.Start(badserver.Send(sent), ends, badserver.Hang())
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// When its context ends, a request that waits for an answer returns the cause of the context, as
// with http.Transport. The server never ends the wait.
func TestCancelAnswer(t *testing.T) {
	for _, tt := range []struct{ name, sent string }{
		{"before the answer", ""},
		{"in the header", "HTTP/1.1 200 OK\r\nCon"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			check := goleak.IgnoreCurrent()
			ours, theirs := pair(t, new(net.Dialer).DialContext)
			for name, transport := range map[string]http.RoundTripper{"h1": ours, "http.Transport": theirs} {
				ctx, cancel := context.WithCancelCause(t.Context())
				server := stuck(t, tt.sent, func() { cancel(errEnough) })
				err := read(transport, newRequest(t, http.MethodGet, "http://"+server.Host).WithContext(ctx))
				if err != errEnough {
					t.Errorf("%s: %v, want %v", name, err, errEnough)
				}
				server.Close()
				cancel(nil)
			}
			goleak.VerifyNone(t, check)
		})
	}
}

// When its context ends, a Read of the body returns the cause.
func TestCancelBody(t *testing.T) {
	check := goleak.IgnoreCurrent()
	ours, theirs := pair(t, new(net.Dialer).DialContext)
	for name, transport := range map[string]http.RoundTripper{"h1": ours, "http.Transport": theirs} {
		ctx, cancel := context.WithCancelCause(t.Context())
		server := stuck(t, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", func() {})
		resp, err := transport.RoundTrip(newRequest(t, http.MethodGet, "http://"+server.Host).WithContext(ctx))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(resp.Body, make([]byte, 3)); err != nil {
			t.Error(err)
		}
		cancel(errEnough)
		if n, err := resp.Body.Read(make([]byte, 3)); n != 0 || err != errEnough {
			t.Errorf("%s: read %d bytes, %v, want %v", name, n, err, errEnough)
		}
		resp.Body.Close()
		server.Close()
	}
	goleak.VerifyNone(t, check)
}

// read reads a whole answer and returns the error at its end, or nil.
func read(transport http.RoundTripper, req *http.Request) error {
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func TestCancelDialing(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	transport := &h1.Transport{Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		cancel(errEnough)
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	if err := read(transport, newRequest(t, http.MethodGet, "http://h.invalid").WithContext(ctx)); err != errEnough {
		t.Errorf("%v, want %v", err, errEnough)
	}
	if err := read(transport, newRequest(t, http.MethodGet, "http://h.invalid").WithContext(ctx)); err != errEnough {
		t.Errorf("with a context that has ended: %v, want %v", err, errEnough)
	}
}

// The context ends a write that is blocked: nothing reads the other end of the pipe.
func TestCancelWriting(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	client, server := net.Pipe()
	defer server.Close()
	transport := &h1.Transport{Dial: func(context.Context, string, string) (net.Conn, error) { return client, nil }}
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { cancel(errEnough) }})
	if err := read(transport, newRequest(t, http.MethodGet, "http://h.invalid").WithContext(traced)); err != errEnough {
		t.Errorf("%v, want %v", err, errEnough)
	}
	if _, err := client.Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("the connection is not closed: %v", err)
	}
}

func TestDeadline(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	server := stuck(t, "", func() {})
	defer server.Close()
	err := read(new(h1.Transport), newRequest(t, http.MethodGet, "http://"+server.Host).WithContext(ctx))
	if err != context.DeadlineExceeded {
		t.Errorf("%v, want %v", err, context.DeadlineExceeded)
	}
}

// A dialer that obeys the deadline may return before the context has ended. The error is still
// DeadlineExceeded.
func TestDeadlineDialing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := &h1.Transport{Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			deadline, _ := ctx.Deadline()
			time.Sleep(time.Until(deadline))
			return nil, os.ErrDeadlineExceeded
		}}
		for range 100 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			err := read(transport, newRequest(t, http.MethodGet, "http://h.invalid").WithContext(ctx))
			if err != context.DeadlineExceeded {
				t.Fatalf("%v, want %v", err, context.DeadlineExceeded)
			}
			cancel()
		}
	})
}

// If the context ends after the request has ended, the connection stays usable.
func TestCancelAfterwards(t *testing.T) {
	transport := new(h1.Transport)
	defer transport.CloseIdleConnections()
	url := "http://" + serve(t, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", true).Host
	ctx, cancel := context.WithCancel(t.Context())
	if err := read(transport, newRequest(t, http.MethodGet, url).WithContext(ctx)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if got := look(transport, newRequest(t, http.MethodGet, url)).Body; got != "kept" {
		t.Errorf("the next request: %s", got)
	}
}
