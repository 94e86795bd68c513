package httpclient

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/textproto"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/internal/outcome"
)

// A Trace watches how far an exchange got before its header was there. Unless the transport is
// synchronous its functions may be called after the exchange has ended, from other goroutines; then
// there is no other exchange for it.
type Trace struct {
	limit     *IdleTimeout
	noAnswer  Wait
	done      <-chan struct{} // closed when nobody waits for the exchange any more
	began     time.Time
	first     atomic.Int64 // nanoseconds until the first byte of the answer; 0 before
	handshake atomic.Bool  // a TLS handshake began and has not succeeded
	informed  atomic.Int32 // how many 1xx answers came
	odd       atomic.Bool  // a 1xx came that is not 100, 102 or 103

	mu           sync.Mutex
	connecting   bool // there is no connection yet
	noConnection Wait
	looked       LookupResult
	remote       net.Addr // of the connection
	ip           netip.Addr
	ipText       string // of ip, which seldom changes
}

// NewTrace returns the trace of exchanges whose waits go by limit. done is closed when nobody waits
// for the exchange any more.
func NewTrace(limit *IdleTimeout, noAnswer Wait, done <-chan struct{}) *Trace {
	return &Trace{limit: limit, noAnswer: noAnswer, done: done}
}

// Begin begins an exchange, with the wait for a connection.
func (t *Trace) Begin(noConnection Wait) {
	t.began = time.Now()
	t.first.Store(0)
	t.handshake.Store(false)
	t.informed.Store(0)
	t.odd.Store(false)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.connecting, t.noConnection, t.looked, t.remote = true, noConnection, LookupNone, nil
	t.limit.Begin(noConnection)
}

type traceKey struct{}

// TraceFrom returns the trace that Context put into ctx, nil without one.
func TraceFrom(ctx context.Context) *Trace {
	t, _ := ctx.Value(traceKey{}).(*Trace)
	return t
}

// Context returns ctx with the trace in it.
func (t *Trace) Context(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(context.WithValue(ctx, traceKey{}, t), &httptrace.ClientTrace{
		GotConn:              t.gotConn,
		GotFirstResponseByte: func() { t.first.CompareAndSwap(0, int64(time.Since(t.began))) },
		Got1xxResponse:       t.got1xx,
		TLSHandshakeStart:    func() { t.shaking(true) },
		TLSHandshakeDone:     func(_ tls.ConnectionState, err error) { t.shaking(err != nil) },
	})
}

// shaking notes that a handshake is not done, unless there is a connection already: then it is that
// of another, which net/http goes on to make.
func (t *Trace) shaking(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.connecting {
		t.handshake.Store(on)
	}
}

// gotConn may be called again, when a connection that was used before turns out to be closed.
func (t *Trace) gotConn(info httptrace.GotConnInfo) {
	t.handshake.Store(false)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.connecting && t.looked == LookupFailed {
		t.looked = LookupNone // that of a connection for which there is no need any more
	}
	t.connecting, t.remote = false, info.Conn.RemoteAddr()
	t.limit.Begin(t.noAnswer)
}

// LookingUp stops the wait for a connection until lookedUp, unless there is one already: net/http
// makes a new one while it looks whether another comes free. A nil trace ignores it, as all about
// lookups.
func (t *Trace) LookingUp() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.connecting {
		t.looked = LookupFailed // until an answer comes
		t.limit.Pause()
	}
}

// LookedUp notes the result of a lookup, after which the wait for a connection begins anew.
func (t *Trace) LookedUp(result LookupResult) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.connecting {
		t.looked = result
		t.limit.Begin(t.noConnection)
	}
}

// Lookup is that of the last lookup.
func (t *Trace) Lookup() LookupResult {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.looked
}

// over is closed when nobody waits for the exchange any more; nil for a nil trace.
func (t *Trace) over() <-chan struct{} {
	if t == nil {
		return nil
	}
	return t.done
}

// RemoteIP is the address that the answer came from; empty where that is none of IP.
func (t *Trace) RemoteIP() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if tcp, ok := t.remote.(*net.TCPAddr); ok {
		if ip := tcp.AddrPort().Addr().Unmap(); ip != t.ip {
			t.ip, t.ipText = ip, ip.String()
		}
		return t.ipText
	}
	return ""
}

// got1xx takes the place of net/http's own limit, which counts bytes and is off where there is a
// trace.
func (t *Trace) got1xx(status int, _ textproto.MIMEHeader) error {
	switch status {
	case http.StatusContinue, http.StatusProcessing, http.StatusEarlyHints:
	default:
		t.odd.Store(true)
	}
	if t.informed.Add(1) > h1.Max1xx {
		return h1.ErrFlood
	}
	return nil
}

// Took is the time since the exchange began.
func (t *Trace) Took() time.Duration { return time.Since(t.began) }

func (t *Trace) TTFB() time.Duration { return time.Duration(t.first.Load()) }

// InHandshake marks an error that came while a handshake of TLS had begun and not ended well.
func (t *Trace) InHandshake(err error) error {
	if t.handshake.Load() && !isHandshake(err) {
		return handshakeError{err}
	}
	return err
}

// Classify names the kind of an error that came before a header.
func (t *Trace) Classify(err error) outcome.Kind {
	kind := classifyHeader(err)
	if kind == outcome.Reset && t.odd.Load() {
		return outcome.Protocol
	}
	return kind
}
