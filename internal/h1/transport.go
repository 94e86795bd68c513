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

// A Transport is an http.RoundTripper for GET and HEAD without a body. The zero value works; its
// fields must not be changed once it is used. Many goroutines may use it at a time. The hosts of
// URLs must be in ASCII, as origin.Canonicalize leaves them.
type Transport struct {
	// Dial connects to host:port for http, and the end of ctx ends that. The context has the values
	// of the request's, its httptrace.ClientTrace among them. nil for that of net.Dialer.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)

	// DialTLS connects for https; nothing but HTTP/1.1 may be agreed on. Where it returns a
	// *tls.Conn, a handshake that is not done yet is done by the Transport. The trace hears of that
	// one, and of no other. nil for that of tls.Dialer.
	DialTLS func(ctx context.Context, network, addr string) (net.Conn, error)

	// Proxy returns the proxy that forwards a request for http to a URL; nil where there is none,
	// as for https always. It must return the same *Proxy each time for an origin. nil for no proxy
	// at all.
	Proxy func(*url.URL) *Proxy

	MaxIdle        int           // connections kept for later requests, of which the one idle for longest goes first; 0 for no limit
	MaxIdlePerHost int           // of them to one host and port; 0 for http.DefaultMaxIdleConnsPerHost, less for none
	MaxHeaderBytes int64         // of the header of an answer and all 1xx before it; 0 for 10 MiB
	IdleTimeout    time.Duration // after which a connection is kept no longer; 0 for no limit

	idle idleList
}

// RoundTrip sends req and returns its answer as soon as the header is there. The body must be read
// to its end, which lets the connection be used again, or closed. Where a kept connection ends
// before the first byte of an answer, the request is sent once more, on a new one.
//
// The end of the request's context ends all of it, dialing and the body included, and the error is
// then the context's cause. Other errors are what Dial and DialTLS return; *net.OpError or io.EOF
// where there is no answer; io.ErrUnexpectedEOF where the connection ended in its header; and one
// without a type where it breaks the rules of RFC 9112.
//
// The header is as the server sent it, without Transfer-Encoding, and without Content-Length where
// the body comes in chunks. Trailers are read and dropped.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	x, to, err := t.begin(req)
	if err != nil {
		return nil, err
	}
	if x.conn = t.take(to); x.conn != nil {
		resp, err := x.do(req)
		if _, dead := errors.AsType[deadError](err); !dead {
			return resp, err
		}
		x.wantConn(to)
	}
	return x.doAnew(req, to)
}

// RoundTripNew is RoundTrip on a connection that no request was sent on before.
func (t *Transport) RoundTripNew(req *http.Request) (*http.Response, error) {
	x, to, err := t.begin(req)
	if err != nil {
		return nil, err
	}
	return x.doAnew(req, to)
}

// begin returns the exchange of req, which needs a connection.
func (t *Transport) begin(req *http.Request) (x exchange, to destination, err error) {
	if err := check(req); err != nil {
		if req.Body != nil {
			req.Body.Close() // http.RoundTripper wants it closed; it says nothing of the request
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

// doAnew is do on a new connection.
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

// expired reports whether ctx has ended, or is about to: a dialer that goes by the deadline may be
// a moment ahead of it.
func expired(ctx context.Context) bool {
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		<-ctx.Done()
	}
	return ctx.Err() != nil
}

// CloseIdleConnections closes the connections that no request uses now, and those in use when their
// answers end, until the next request.
func (t *Transport) CloseIdleConnections() {
	for _, c := range t.idle.clear() {
		c.Close() // nothing is on its way
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
