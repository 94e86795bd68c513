package h2

import "errors"

// Error codes (RFC 9113, section 7).
const (
	noError        = 0x0
	refusedStream  = 0x7
	http11Required = 0xd
)

// A streamError has the fields of net/http's stream error. errors.As fills it in.
type streamError struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

func (streamError) Error() string { return "stream error" }

// isFromPeer reports whether err is the error of a stream that the server ended with a code.
func isFromPeer(err error, code uint32) bool {
	stream, ok := errors.AsType[streamError](err)
	return ok && stream.Code == code && stream.Cause != nil && stream.Cause.Error() == "received from peer"
}

func isRefused(err error) bool { return isFromPeer(err, refusedStream) }

// The texts of errors of net/http that have no type.
const (
	unusable    = "http2: client conn not usable"
	afterGoAway = "http2: Transport received Server's graceful shutdown GOAWAY"
)

// isUnprocessed reports whether the server certainly has not processed the request (RFC 9113,
// section 8.7), or did not get it.
func isUnprocessed(err error) bool {
	return err == errWithdrawn || isRefused(err) || err.Error() == unusable || err.Error() == afterGoAway
}
