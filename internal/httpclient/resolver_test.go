package httpclient

import (
	"net"
	"net/http/httptrace"
	"testing"
)

// net/http starts a connection while it waits for another to become idle. If the other comes first,
// the lookup for the new connection does not count for the exchange.
func TestLookupForAConnectionThatIsNotNeeded(t *testing.T) {
	conn, other := net.Pipe()
	defer conn.Close()
	defer other.Close()
	gotConn := func(h *Trace) { h.gotConn(httptrace.GotConnInfo{Conn: conn}) }
	for _, tt := range []struct {
		name  string
		calls []func(h *Trace)
		want  LookupResult
	}{
		{"none", nil, LookupNone},
		{"under way", []func(*Trace){(*Trace).LookingUp}, LookupFailed},
		{"answered", []func(*Trace){(*Trace).LookingUp, func(h *Trace) { h.LookedUp(LookupDone) }, gotConn}, LookupDone},
		{"another connection comes first", []func(*Trace){(*Trace).LookingUp, gotConn}, LookupNone},
		{"fails after that", []func(*Trace){(*Trace).LookingUp, gotConn, func(h *Trace) { h.LookedUp(LookupFailed) }}, LookupNone},
		{"begins after that", []func(*Trace){gotConn, (*Trace).LookingUp}, LookupNone},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := &Trace{limit: new(IdleTimeout)}
			h.Begin(Wait{})
			for _, call := range tt.calls {
				call(h)
			}
			if got := h.Lookup(); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}
