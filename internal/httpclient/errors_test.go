package httpclient

import (
	"errors"
	"net"
	"testing"

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
