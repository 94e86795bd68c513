package httpclient

import (
	"context"
	"errors"
	"net"
	"testing"

	"github.com/hoist/hoist/internal/h2"
	"github.com/hoist/hoist/internal/outcome"
)

// Errors that depend on timing can't be provoked by a server, so the test passes the errors that
// net/http would return.
func TestClassifyHeader(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want outcome.Kind
	}{
		{&net.OpError{Op: "remote error", Err: errors.New("tls: certificate required")}, outcome.TLS}, // after a TLS 1.3 handshake
		// the connection broke before the first request was sent
		{errors.New("http2: client conn could not be established"), outcome.Reset},
		{errors.New("http2: client conn not usable"), outcome.Reset},
		{errors.New("stream error: stream ID 1; REFUSED_STREAM; received from peer"), outcome.Reset},
		{errors.New("stream error: stream ID 1; PROTOCOL_ERROR; malformed; received from me"), outcome.Protocol},
	} {
		if got := classifyHeader(tt.err); got != tt.want {
			t.Errorf("%v: got %s, want %s", tt.err, got, tt.want)
		}
	}
}

// A server that refuses streams is to blame also if a time limit ended the request meanwhile, but
// not if the run ended.
func TestExplainRefusals(t *testing.T) {
	refused := &h2.RefusedError{Times: 3, Err: errors.New("late")}
	other := errors.New("another")
	for _, tt := range []struct {
		name  string
		cause error // of the end of the context; nil if it has not ended
		err   error
		want  string
	}{
		{"refused", nil, refused, "reset: the server refused the request 3 times (REFUSED_STREAM); " +
			"fewer requests at once (--per-host N) or --http 1.1 may help: late"},
		{"a time limit", NoConnection(1, ""), refused, "reset: the server refused the request 3 times (REFUSED_STREAM); " +
			"fewer requests at once (--per-host N) or --http 1.1 may help: late"},
		{"the end of the run", errors.New("stopped"), refused, "unchanged"},
		{"another failure", outcome.Fail(outcome.Storage, other), refused, "unchanged"},
		{"another error", nil, other, "unchanged"},
	} {
		ctx, cancel := context.WithCancelCause(t.Context())
		if tt.cause != nil {
			cancel(tt.cause)
		}
		got := "unchanged"
		if err := explainRefusals(ctx, tt.err); err != tt.err {
			failure := outcome.AsFailure(err)
			got = string(failure.Kind) + ": " + failure.Error()
		}
		if cancel(nil); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
