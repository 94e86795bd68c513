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

// Why a request can't go by HTTP/2.
var (
	// ErrHTTP1 is for Dial to return where the server has chosen HTTP/1.1.
	ErrHTTP1 = errors.New("the server speaks HTTP/1.1")
	// ErrHTTP11Required is a server's error code of that name (RFC 9113, section 7).
	ErrHTTP11Required = errors.New("the server requires HTTP/1.1 (HTTP_1_1_REQUIRED)")
	// ErrBetterByHTTP1 is of a host whose connections last for few requests, or have one at a time.
	ErrBetterByHTTP1 = errors.New("HTTP/1.1 is better for the server")
)

// A Transport is an http.RoundTripper for requests without a body. Dial must be set. Fields must
// not be changed once it is used. Many goroutines may use it at a time. The hosts of URLs must be
// in ASCII, as origin.Canonicalize leaves them.
type Transport struct {
	// Dial connects to host:port for a scheme, and the end of ctx ends that. A connection that it
	// returns speaks HTTP/2. Its error is that of the requests that wait for the connection.
	Dial func(ctx context.Context, scheme, addr string) (net.Conn, error)

	// MayLeave lets RoundTrip return ErrHTTP11Required and ErrBetterByHTTP1 for all further
	// requests to a host. Those on their way go on. Without it no request has ErrBetterByHTTP1, and
	// ErrHTTP11Required says nothing of later ones.
	MayLeave bool

	MaxConnsPerHost int               // connections, beyond which none is dialed before a request waits for it; 0 for no limit
	MaxIdle         int               // connections without a request, of all hosts together; 0 for no limit
	MaxHeaderBytes  int64             // of the header of an answer; 0 for 10 MiB
	IdleTimeout     time.Duration     // after which an idle connection is closed; 0 for no limit
	HTTP2           *http.HTTP2Config // SendPingTimeout and PingTimeout find a connection that has gone silent

	once   sync.Once
	client *http.Transport // makes an http.ClientConn of a connection

	mu    sync.Mutex
	hosts map[origin.Origin]*host
	idle  idleList
}

// maxHosts is how many hosts are remembered. Beyond that those without a connection are forgotten.
const maxHosts = 16384

// maxResends is how often a request is sent again that servers refused before they did anything
// about it.
const maxResends = 10

// refusalPause is the pause of a request after its second stream that was refused: the server has
// too much to do. It doubles with each, up to maxRefusalPause.
const (
	refusalPause    = 100 * time.Millisecond
	maxRefusalPause = time.Second
)

// RoundTrip sends req and returns its answer as soon as the header is there. The body must be
// closed.
//
// A request that the server has not processed (RFC 9113, section 8.7) is sent again on another
// connection, up to ten times. The end of the request's context ends all of it, and the error is
// then the context's or its cause. Other errors are those of Dial and of net/http,
// ErrHTTP11Required and ErrBetterByHTTP1.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	h := t.enter(req.URL)
	defer h.users.Add(-1)
	for resent := 0; ; resent++ {
		c, err := h.acquire(req.Context(), resent > 0)
		if err != nil {
			return nil, err
		}
		resp, err := c.roundTrip(req)
		if err == nil || resent == maxResends || !isUnprocessed(err) {
			return resp, err
		}
		if isRefused(err) && resent > 0 {
			if err := pause(req.Context(), min(refusalPause<<(resent-1), maxRefusalPause)); err != nil {
				return nil, err
			}
		}
	}
}

// pause waits. The error is the cause of the end of ctx.
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

// RoundTripNew is RoundTrip on a connection that no request was sent on before.
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
		c.client.Close() // nothing is on its way
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

// newClientConn makes HTTP/2 of a connection. net/http takes it for one without TLS, since it hands
// out no other that is not a *tls.Conn, and asks for it where it would dial.
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
