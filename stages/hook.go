package stages

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

// A hook watches how far an exchange got before its header was there. Unless the transport is synchronous its functions
// may be called after the exchange has ended, from other goroutines; then there is no other exchange for it.
type hook struct {
	limit     *waitLimit
	noAnswer  wait
	done      <-chan struct{} // closed when nobody waits for the exchange any more
	began     time.Time
	first     atomic.Int64 // nanoseconds until the first byte of the answer; 0 before
	handshake atomic.Bool  // a TLS handshake began and has not succeeded
	informed  atomic.Int32 // how many 1xx answers came
	odd       atomic.Bool  // a 1xx came that is not 100, 102 or 103

	mu           sync.Mutex
	connecting   bool // there is no connection yet
	noConnection wait
	lookup       lookup
	remote       net.Addr // of the connection
	ip           netip.Addr
	ipText       string // of ip, which seldom changes
}

// newHook returns the hook of exchanges whose waits go by limit. done is closed when nobody waits for the exchange any more.
func newHook(limit *waitLimit, noAnswer wait, done <-chan struct{}) *hook {
	return &hook{limit: limit, noAnswer: noAnswer, done: done}
}

// begin begins an exchange, with the wait for a connection.
func (h *hook) begin(noConnection wait) {
	h.began = time.Now()
	h.first.Store(0)
	h.handshake.Store(false)
	h.informed.Store(0)
	h.odd.Store(false)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.connecting, h.noConnection, h.lookup, h.remote = true, noConnection, lookupNone, nil
	h.limit.begin(noConnection)
}

type hookKey struct{}

// hookIn returns the hook that trace put into ctx, nil without one.
func hookIn(ctx context.Context) *hook {
	h, _ := ctx.Value(hookKey{}).(*hook)
	return h
}

// trace returns ctx with the hook in it.
func (h *hook) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(context.WithValue(ctx, hookKey{}, h), &httptrace.ClientTrace{
		GotConn:              h.gotConn,
		GotFirstResponseByte: func() { h.first.CompareAndSwap(0, int64(time.Since(h.began))) },
		Got1xxResponse:       h.got1xx,
		TLSHandshakeStart:    func() { h.shaking(true) },
		TLSHandshakeDone:     func(_ tls.ConnectionState, err error) { h.shaking(err != nil) },
	})
}

// shaking notes that a handshake is not done, unless there is a connection already: then it is that of another, which
// net/http goes on to make.
func (h *hook) shaking(on bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.connecting {
		h.handshake.Store(on)
	}
}

// gotConn may be called again, when a connection that was used before turns out to be closed.
func (h *hook) gotConn(info httptrace.GotConnInfo) {
	h.handshake.Store(false)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.connecting && h.lookup == lookupFailed {
		h.lookup = lookupNone // that of a connection for which there is no need any more
	}
	h.connecting, h.remote = false, info.Conn.RemoteAddr()
	h.limit.begin(h.noAnswer)
}

// lookingUp stops the wait for a connection until lookedUp, unless there is one already: net/http makes a new one while
// it looks whether another comes free. A nil hook ignores it, as all about lookups.
func (h *hook) lookingUp() {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.connecting {
		h.lookup = lookupFailed // until an answer comes
		h.limit.pause()
	}
}

// lookedUp notes the result of a lookup, after which the wait for a connection begins anew.
func (h *hook) lookedUp(result lookup) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.connecting {
		h.lookup = result
		h.limit.begin(h.noConnection)
	}
}

// result is that of the last lookup.
func (h *hook) result() lookup {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lookup
}

// over is closed when nobody waits for the exchange any more; nil for a nil hook.
func (h *hook) over() <-chan struct{} {
	if h == nil {
		return nil
	}
	return h.done
}

// remoteIP is the address that the answer came from; empty where that is none of IP.
func (h *hook) remoteIP() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if tcp, ok := h.remote.(*net.TCPAddr); ok {
		if ip := tcp.AddrPort().Addr().Unmap(); ip != h.ip {
			h.ip, h.ipText = ip, ip.String()
		}
		return h.ipText
	}
	return ""
}

// got1xx takes the place of net/http's own limit, which counts bytes and is off where there is a hook.
func (h *hook) got1xx(status int, _ textproto.MIMEHeader) error {
	switch status {
	case http.StatusContinue, http.StatusProcessing, http.StatusEarlyHints:
	default:
		h.odd.Store(true)
	}
	if h.informed.Add(1) > h1.Max1xx {
		return h1.ErrFlood
	}
	return nil
}

// took is the time since the exchange began.
func (h *hook) took() time.Duration { return time.Since(h.began) }

func (h *hook) ttfb() time.Duration { return time.Duration(h.first.Load()) }

// inHandshake marks an error that came while a handshake of TLS had begun and not ended well.
func (h *hook) inHandshake(err error) error {
	if h.handshake.Load() && !isHandshake(err) {
		return handshakeError{err}
	}
	return err
}

// classify names the kind of an error that came before a header.
func (h *hook) classify(err error) outcome.Kind {
	kind := classifyHeader(err)
	if kind == outcome.Reset && h.odd.Load() {
		return outcome.Protocol
	}
	return kind
}
