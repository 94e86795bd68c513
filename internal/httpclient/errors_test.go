package httpclient

import (
	"errors"
	"net"
	"testing"

	"github.com/hoist/hoist/internal/outcome"
)

// What comes by chance of timing can't be had from a server: it is classified as net/http would
// return it.
func TestClassifyHeader(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want outcome.Kind
	}{
		{&net.OpError{Op: "remote error", Err: errors.New("tls: certificate required")}, outcome.TLS}, // TLS 1.3, after the handshake
		// it broke before the first request was sent
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
