package httpclient

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"

	"github.com/hoist/hoist/internal/h2"
	"github.com/hoist/hoist/internal/outcome"
)

// classifyHeader returns the kind of an error that came before the end of an answer's header.
func classifyHeader(err error) outcome.Kind {
	_, dns := errors.AsType[*net.DNSError](err)
	op, ok := errors.AsType[*net.OpError](err)
	switch {
	case dns:
		return outcome.DNS
	case isTimeout(err):
		return outcome.Timeout
	case ok && (op.Op == "dial" || op.Op == "proxyconnect" || op.Op == "socks"):
		return outcome.Connect
	case isReset(err), isCutOff(err), saysInternalError(err):
		return outcome.Reset
	case isTLS(err):
		return outcome.TLS
	}
	return outcome.Protocol
}

// ClassifyBody returns the kind of an error that came in a body.
func ClassifyBody(err error) outcome.Kind {
	switch {
	case isTimeout(err):
		return outcome.Timeout
	case isReset(err):
		return outcome.Reset
	case errors.Is(err, io.ErrUnexpectedEOF):
		return outcome.Truncated
	}
	return outcome.Protocol
}

func isTimeout(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

// isReset reports whether the connection broke.
func isReset(err error) bool {
	for _, errno := range []error{syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED, net.ErrClosed} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return saysFirst(err, "http: server closed idle connection", "http2: server sent GOAWAY", "http2: Transport received",
		"http2: client connection lost", "http2: client conn") || isStreamReset(err)
}

// IsConnectionError reports whether net/http ended an HTTP/2 connection because an answer violated
// the protocol: for example its header was too large, or could not be decoded. All requests on that
// connection get this error, and most are not the cause (RFC 9113, section 5.4.1).
func IsConnectionError(err error) bool { return saysFirst(err, "connection error: ") }

// isCutOff reports whether the connection ended too early.
func isCutOff(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// saysInternalError reports whether the server ended TLS because of an error of its own. Then
// another attempt may succeed (RFC 8446, section 6.2).
func saysInternalError(err error) bool { return remoteAlert(err) == "tls: internal error" }

// isStreamReset reports whether the server ended the HTTP/2 stream. If net/http ends a stream
// because of a violation of the protocol, the error has another reason in the same words.
func isStreamReset(err error) bool {
	return saysFirst(err, "stream error:") && strings.HasSuffix(err.Error(), "; received from peer")
}

func isTLS(err error) bool {
	_, verification := errors.AsType[*tls.CertificateVerificationError](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	op, ok := errors.AsType[*net.OpError](err)
	alert := ok && (op.Op == "remote error" || op.Op == "local error") // crypto/tls's alerts have no type of their own
	return isHandshake(err) || verification || record || alert || saysFirst(err, "http: server gave HTTP response to HTTPS client")
}

// saysFirst reports whether the innermost error begins with one of texts. It is for errors of
// net/http without a type. The rest of such a text may come from a server.
func saysFirst(err error, texts ...string) bool {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return slices.ContainsFunc(texts, func(text string) bool { return strings.HasPrefix(err.Error(), text) })
}

// isLongHeader reports whether an answer of HTTP/2 had a header that is too long.
func isLongHeader(err error) bool {
	_, long := errors.AsType[*h2.LongHeaderError](err)
	return long
}

// Explain adds an explanation to errors whose own text is of little help.
func Explain(kind outcome.Kind, err error) error {
	switch {
	case saysInternalError(err):
		return fmt.Errorf("the server has an error of its own in the TLS handshake: %w", err)
	case isLongHeader(err):
		return err
	case IsConnectionError(err):
		return fmt.Errorf("an answer on this connection broke the rules of HTTP/2, or had a header that is too large: %w", err)
	case isHandshake(err) && isCutOff(err):
		return fmt.Errorf("connection closed in the TLS handshake: %w", err)
	case errors.Is(err, io.EOF):
		return fmt.Errorf("connection closed before an answer: %w", err)
	case kind == outcome.Reset && errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("connection closed before the header of the answer was whole: %w", io.ErrUnexpectedEOF)
	}
	return err
}
