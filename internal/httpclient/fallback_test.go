package httpclient

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/h1"
)

// If an error is not evidence about HTTP/1.1, as when an address is refused, the server does not
// return to HTTP/2.
func TestLacksHTTP1(t *testing.T) {
	ended, end := context.WithCancelCause(t.Context())
	end(fmt.Errorf("the run is over"))
	late, expire := context.WithCancelCause(t.Context())
	expire(NoConnection(time.Minute, ""))
	alert := &net.OpError{Op: "remote error", Err: tls.AlertError(120)} // no_application_protocol (RFC 7301, section 3.2)
	for _, tt := range []struct {
		ctx  context.Context
		err  error
		want bool
	}{
		{t.Context(), alert, true},
		{t.Context(), io.EOF, true},
		{t.Context(), fmt.Errorf("malformed status line"), true},
		{late, context.Canceled, true},
		{ended, io.EOF, false},
		{t.Context(), &net.OpError{Op: "dial", Err: io.EOF}, false},
		{t.Context(), &net.DNSError{Err: "no such host", IsNotFound: true}, false},
		{t.Context(), blocked("h", "10.0.0.1"), false},
		{t.Context(), &h1.LongHeaderError{Limit: 1}, false}, // an answer of HTTP/1.1
	} {
		if got := lacksHTTP1(tt.ctx, tt.err); got != tt.want {
			t.Errorf("%v: %v", tt.err, got)
		}
	}
}
