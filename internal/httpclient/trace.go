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

// A Trace records the progress of an exchange until its header has come. If the transport is not
// synchronous, its functions may be called after the exchange has ended, from other goroutines.
// Then the Trace is not used for another exchange.
type Trace struct {
	limit     *IdleTimeout
	noAnswer  Wait
	done      <-chan struct{} // closed when the exchange has ended
	began     time.Time
	first     atomic.Int64 // nanoseconds until the first byte of the answer; 0 before
	handshake atomic.Bool  // a TLS handshake has begun and not succeeded
	informed  atomic.Int32 // number of 1xx answers
	odd       atomic.Bool  // there was a 1xx other than 100, 102 and 103

	mu           sync.Mutex
	connecting   bool // there is no connection so far
	noConnection Wait
	looked       LookupResult
	remote       net.Addr // of the connection
	ip           netip.Addr
	ipText       string // of ip, which seldom changes
}

// NewTrace returns a trace of exchanges whose waits use limit. done is closed when the exchange has
// ended.
func NewTrace(limit *IdleTimeout, noAnswer Wait, done <-chan struct{}) *Trace {
	return &Trace{limit: limit, noAnswer: noAnswer, done: done}
}

// Begin begins an exchange with the wait for a connection.
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

// TraceFrom returns the trace that Context put into ctx; nil if there is none.
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
		TLSHandshakeStart:    func() { t.setHandshake(true) },
		TLSHandshakeDone:     func(_ tls.ConnectionState, err error) { t.setHandshake(err != nil) },
	})
}

// setHandshake records whether a handshake is in progress. If there is a connection already, it
// does nothing: the handshake is that of another connection, which net/http goes on to make.
func (t *Trace) setHandshake(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.connecting {
		t.handshake.Store(on)
	}
}

// gotConn may be called again if a kept connection turns out to be closed.
func (t *Trace) gotConn(info httptrace.GotConnInfo) {
	t.handshake.Store(false)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.connecting && t.looked == LookupFailed {
		t.looked = LookupNone // the lookup was for a connection that is not needed any more
	}
	t.connecting, t.remote = false, info.Conn.RemoteAddr()
	t.limit.Begin(t.noAnswer)
}

// LookingUp pauses the connection timeout until LookedUp. If there is a connection already, it does
// nothing: net/http may dial while it waits for an idle connection. A nil Trace ignores lookups.
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

// LookedUp records the result of a lookup. Then the wait for a connection starts again.
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

// pause ends the current wait of the exchange. A nil Trace has none.
func (t *Trace) pause() {
	if t != nil {
		t.limit.Pause()
	}
}

// Lookup returns the result of the last lookup.
func (t *Trace) Lookup() LookupResult {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.looked
}

// over returns a channel that is closed when the exchange has ended; nil if t is nil.
func (t *Trace) over() <-chan struct{} {
	if t == nil {
		return nil
	}
	return t.done
}

// RemoteIP returns the IP address of the peer; "" if it has none.
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

// got1xx limits the number of 1xx answers. net/http has a limit of its own in bytes, which is off
// if there is a trace.
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

// Took returns the time since the exchange began.
func (t *Trace) Took() time.Duration { return time.Since(t.began) }

// TTFB returns the time from the beginning of the exchange to the first byte of the answer. If no
// byte has come, it returns 0.
func (t *Trace) TTFB() time.Duration { return time.Duration(t.first.Load()) }

// InHandshake marks an error that came during a TLS handshake.
func (t *Trace) InHandshake(err error) error {
	if t.handshake.Load() && !isHandshake(err) {
		return handshakeError{err}
	}
	return err
}

// Classify returns the kind of an error that came before the end of the header.
func (t *Trace) Classify(err error) outcome.Kind {
	kind := classifyHeader(err)
	if kind == outcome.Reset && t.odd.Load() {
		return outcome.Protocol
	}
	return kind
}
