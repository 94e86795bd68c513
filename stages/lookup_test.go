package stages

import (
	"net/http/httptrace"
	"testing"
)

// net/http makes a connection while it looks whether another comes free. Then the lookup for it says
// nothing of the exchange.
func TestLookupForAConnectionThatIsNotNeeded(t *testing.T) {
	gotConn := func(h *hook) { h.gotConn(httptrace.GotConnInfo{Conn: fakeConn{}}) }
	for _, tt := range []struct {
		name  string
		calls []func(h *hook)
		want  lookup
	}{
		{"none", nil, lookupNone},
		{"under way", []func(*hook){(*hook).lookingUp}, lookupFailed},
		{"answered", []func(*hook){(*hook).lookingUp, func(h *hook) { h.lookedUp(lookupDone) }, gotConn}, lookupDone},
		{"another connection comes first", []func(*hook){(*hook).lookingUp, gotConn}, lookupNone},
		{"fails after that", []func(*hook){(*hook).lookingUp, gotConn, func(h *hook) { h.lookedUp(lookupFailed) }}, lookupNone},
		{"begins after that", []func(*hook){gotConn, (*hook).lookingUp}, lookupNone},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := &hook{limit: new(waitLimit)}
			h.begin(wait{})
			for _, call := range tt.calls {
				call(h)
			}
			if got := h.result(); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}
