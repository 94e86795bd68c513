package h2

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/hoist/hoist/internal/origin"
)

// These are the reasons why a request can't be sent over HTTP/2.
var (
	// Dial must return ErrHTTP1 if the server has chosen HTTP/1.1.
	ErrHTTP1 = errors.New("the server speaks HTTP/1.1")
	// ErrHTTP11Required is a server's error code of that name (RFC 9113, section 7).
	ErrHTTP11Required = errors.New("the server requires HTTP/1.1 (HTTP_1_1_REQUIRED)")
	// ErrBetterByHTTP1 is for a host whose connections last for few requests, or have one at a
	// time.
	ErrBetterByHTTP1 = errors.New("HTTP/1.1 is better for the server")
)

// A Transport is an http.RoundTripper for requests without a body. Dial must be set. Fields must
// not be changed after first use. It is safe for use by several goroutines. The hosts of URLs must
// be in ASCII, as origin.Canonicalize returns them.
type Transport struct {
	// Dial connects to host:port for a scheme. It must return when ctx ends. The server must have
	// chosen HTTP/2. If Dial fails, requests that wait for the connection fail with its error.
	Dial func(ctx context.Context, scheme, addr string) (net.Conn, error)

	// If MayLeave is set, RoundTrip may return ErrHTTP11Required or ErrBetterByHTTP1 for all
	// further requests to a host. Requests in flight go on. If MayLeave is not set, no request
	// fails with ErrBetterByHTTP1, and ErrHTTP11Required is for one request only.
	MayLeave bool

	MaxConnsPerHost int               // number of connections above which none is dialed ahead of need; 0 for no limit
	MaxIdle         int               // number of connections without a request, of all hosts together; 0 for no limit
	MaxHeaderBytes  int64             // size of the header of an answer; 0 for 10 MiB
	IdleTimeout     time.Duration     // how long an idle connection is kept; 0 for no limit
	HTTP2           *http.HTTP2Config // SendPingTimeout and PingTimeout detect a dead connection

	once   sync.Once
	client *http.Transport // makes the http.ClientConn of a connection

	mu    sync.Mutex
	hosts map[origin.Origin]*host
	idle  idleList
}

// maxHosts is the number of hosts that are remembered. If there are more, the hosts without a
// connection are forgotten.
const maxHosts = 16384

// maxResends is the number of times that a request is sent again after servers did not process it.
const maxResends = 10

// maxHeaderBytes returns the size of the longest header, as net/http has it.
func (t *Transport) maxHeaderBytes() int64 {
	if t.MaxHeaderBytes > 0 {
		return t.MaxHeaderBytes
	}
	return 10 << 20
}

// refusalPause is the pause of a request after its second refused stream, since the server is
// overloaded. It doubles with each further one, up to maxRefusalPause.
const (
	refusalPause    = 100 * time.Millisecond
	maxRefusalPause = time.Second
)

// RoundTrip sends req and returns its answer when the header has come. The caller must close the
// body.
//
// A request that the server has not processed (RFC 9113, section 8.7) is sent again on another
// connection, up to ten times. If the request's context ends, RoundTrip and reads of the body end
// too; the error is the context's error or its cause. If the server refused two streams or more
// before, and none was answered, the error is a *RefusedError. Other errors are those of Dial and
// of net/http, a *LongHeaderError, ErrHTTP11Required and ErrBetterByHTTP1.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	h := t.enter(req.URL)
	defer h.users.Add(-1)
	refused := 0
	for resent := 0; ; resent++ {
		c, err := h.acquire(req.Context(), resent > 0)
		if err != nil {
			return nil, afterRefusals(req.Context(), refused, err)
		}
		resp, err := c.roundTrip(req)
		if err == nil || !isUnprocessed(err) {
			return resp, err
		}
		if isRefused(err) {
			refused++
		}
		if resent == maxResends {
			return nil, afterRefusals(req.Context(), refused, err)
		}
		if isRefused(err) && resent > 0 {
			if err := pause(req.Context(), min(refusalPause<<(resent-1), maxRefusalPause)); err != nil {
				return nil, afterRefusals(req.Context(), refused, err)
			}
		}
	}
}

// afterRefusals returns the error of a request for which the server refused streams, and which then
// ended with err.
func afterRefusals(ctx context.Context, refused int, err error) error {
	if refused < 2 || ctx.Err() == nil && !isRefused(err) {
		return err
	}
	return &RefusedError{refused, err}
}

// pause waits for d. If ctx ends first, it returns the cause of ctx.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// RoundTripNew is like RoundTrip on a new connection, but sends the request only once.
func (t *Transport) RoundTripNew(req *http.Request) (*http.Response, error) {
	h := t.enter(req.URL)
	defer h.users.Add(-1)
	c, err := h.acquireNew(req.Context())
	if err != nil {
		return nil, err
	}
	return c.roundTrip(req)
}

// CloseIdleConnections closes the connections that no request uses now.
func (t *Transport) CloseIdleConnections() {
	for _, c := range t.takeIdle() {
		c.client.Close() // nothing is in flight
	}
}

func (t *Transport) takeIdle() (idle []*conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, h := range t.hosts {
		idle = append(idle, h.takeIdle()...)
	}
	return idle
}

// enter returns the host of a URL, with one more user.
func (t *Transport) enter(u *url.URL) *host {
	to := origin.Of(u)
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.hosts[to]
	if h == nil {
		t.forget()
		h = newHost(t, to)
		if t.hosts == nil {
			t.hosts = map[origin.Origin]*host{}
		}
		t.hosts[to] = h
	}
	h.users.Add(1)
	return h
}

// forget makes room for another host.
func (t *Transport) forget() {
	if len(t.hosts) < maxHosts {
		return
	}
	for to, h := range t.hosts {
		if h.users.Load() == 0 && h.isIdle() {
			delete(t.hosts, to)
		}
	}
}

type connKey struct{}

// newClientConn makes an HTTP/2 connection of conn. net/http takes conn for a connection without
// TLS: for TLS it accepts only a *tls.Conn. It gets conn by calling DialContext.
func (t *Transport) newClientConn(conn net.Conn) (*http.ClientConn, error) {
	t.once.Do(func() {
		protocols := new(http.Protocols)
		protocols.SetUnencryptedHTTP2(true)
		t.client = &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return ctx.Value(connKey{}).(net.Conn), nil
			},
			MaxResponseHeaderBytes: t.MaxHeaderBytes, IdleConnTimeout: t.IdleTimeout, HTTP2: t.HTTP2,
			DisableCompression: true, Protocols: protocols,
		}
	})
	return t.client.NewClientConn(context.WithValue(context.Background(), connKey{}, conn), "http", "given:80")
}
