package h1

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"
)

// A Transport is an http.RoundTripper for GET and HEAD without a body. The zero value is ready for
// use. Fields must not be changed after first use. It is safe for use by several goroutines. The
// hosts of URLs must be in ASCII, as origin.Canonicalize returns them.
type Transport struct {
	// Dial connects to host:port for http. It must return when ctx ends. ctx has the values of the
	// request's context, such as its httptrace.ClientTrace. If Dial is nil, a net.Dialer is used.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)

	// DialTLS connects for https. The connection must not agree on another protocol than HTTP/1.1.
	// If DialTLS returns a *tls.Conn whose handshake is not done, the Transport completes the
	// handshake and reports it to the trace. It reports no other handshake. If DialTLS is nil, a
	// tls.Dialer is used.
	DialTLS func(ctx context.Context, network, addr string) (net.Conn, error)

	// Proxy returns the proxy that forwards a request for an http URL; nil if there is none. It is
	// not called for https. For each origin it must always return the same *Proxy. If Proxy is nil,
	// there is no proxy.
	Proxy func(*url.URL) *Proxy

	// connections kept for later requests; if there are more, the one idle for longest is closed; 0
	// for no limit
	MaxIdle        int
	MaxIdlePerHost int           // kept connections to one host and port; 0 for http.DefaultMaxIdleConnsPerHost, less for none
	MaxHeaderBytes int64         // size of the header of an answer and all 1xx before it; 0 for 10 MiB
	IdleTimeout    time.Duration // how long a connection is kept; 0 for no limit

	idle idleList
}

// RoundTrip sends req and returns its answer when the header has come. The caller must read the
// body to its end or close it. If it is read to its end, the connection can be used again. If a
// kept connection ends before the first byte of an answer, the request is sent once more, on a new
// connection.
//
// If the request's context ends, dialing and reading the body end too, and the error is the
// context's cause. Other errors are those of Dial and DialTLS; *net.OpError or io.EOF if there is
// no answer; io.ErrUnexpectedEOF if the connection ended in the header; and an error without a type
// if the answer violates RFC 9112.
//
// The header is as the server sent it, without Transfer-Encoding. If the body comes in chunks, it
// is also without Content-Length. Trailers are read and dropped.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	x, to, err := t.begin(req)
	if err != nil {
		return nil, err
	}
	if x.conn = t.popIdle(to); x.conn != nil {
		resp, err := x.do(req)
		if _, dead := errors.AsType[deadError](err); !dead {
			return resp, err
		}
		x.wantConn(to)
	}
	return x.doAnew(req, to)
}

// RoundTripNew is like RoundTrip on a new connection.
func (t *Transport) RoundTripNew(req *http.Request) (*http.Response, error) {
	x, to, err := t.begin(req)
	if err != nil {
		return nil, err
	}
	return x.doAnew(req, to)
}

// begin returns an exchange for req, without a connection, and the destination.
func (t *Transport) begin(req *http.Request) (x exchange, to destination, err error) {
	if err := check(req); err != nil {
		if req.Body != nil {
			req.Body.Close() // http.RoundTripper must close it; the error does not matter
		}
		return x, to, err
	}
	ctx := req.Context()
	if ctx.Err() != nil {
		return x, to, context.Cause(ctx)
	}
	x = exchange{t: t, ctx: ctx, trace: httptrace.ContextClientTrace(ctx)}
	to = t.destination(req.URL)
	x.wantConn(to)
	return x, to, nil
}

// doAnew is like do on a new connection.
func (x *exchange) doAnew(req *http.Request, to destination) (*http.Response, error) {
	var err error
	if x.conn, err = x.t.connect(x.ctx, to, x.trace); err != nil {
		if expired(x.ctx) {
			err = context.Cause(x.ctx)
		}
		return nil, err
	}
	resp, err := x.do(req)
	if dead, ok := errors.AsType[deadError](err); ok {
		err = dead.error
	}
	return resp, err
}

// expired reports whether ctx has ended. If the deadline has passed, it waits for the end of ctx: a
// dialer that uses the deadline may be a moment ahead of ctx.
func expired(ctx context.Context) bool {
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		<-ctx.Done()
	}
	return ctx.Err() != nil
}

// CloseIdleConnections closes the idle connections. Until a request looks for a kept connection
// again, it also closes each connection in use when its answer ends.
func (t *Transport) CloseIdleConnections() {
	for _, c := range t.idle.clear() {
		c.Close() // nothing is in flight
	}
}

func (t *Transport) maxHeaderBytes() int64 {
	if t.MaxHeaderBytes > 0 {
		return t.MaxHeaderBytes
	}
	return 10 << 20
}

func (t *Transport) maxIdlePerHost() int {
	if t.MaxIdlePerHost == 0 {
		return http.DefaultMaxIdleConnsPerHost
	}
	return t.MaxIdlePerHost
}
