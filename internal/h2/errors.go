package h2

import (
	"errors"
	"fmt"
	"strings"
)

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

// A LongHeaderError is the error of a request whose answer has a header longer than Limit, in
// bytes. If the header ended the connection, it is the error of all requests on that connection.
// Err is the error of net/http.
type LongHeaderError struct {
	Limit int64
	Err   error
}

func (e *LongHeaderError) Error() string {
	return fmt.Sprintf("an answer on this connection has a header longer than %d KiB: %v", e.Limit>>10, e.Err)
}

func (e *LongHeaderError) Unwrap() error { return e.Err }

// A RefusedError is the error of a request whose streams the server refused again and again.
type RefusedError struct {
	Times int
	Err   error // of the last stream, or the cause with which the context ended
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("the server refused the request %d times (REFUSED_STREAM): %v", e.Times, e.Err)
}

func (e *RefusedError) Unwrap() error { return e.Err }

// isLongHeader reports whether net/http ended the stream because of a long header.
func isLongHeader(err error) bool {
	stream, ok := errors.AsType[streamError](err)
	return ok && stream.Cause != nil && stream.Cause.Error() == longHeader
}

// isConnectionError reports whether net/http ended the connection because an answer violated the
// protocol. Its error has no type that can be seen here.
func isConnectionError(err error) bool { return strings.HasPrefix(err.Error(), "connection error: ") }

func isRefused(err error) bool { return isFromPeer(err, refusedStream) }

// The texts of errors of net/http that have no type.
const (
	unusable    = "http2: client conn not usable"
	afterGoAway = "http2: Transport received Server's graceful shutdown GOAWAY"
	longHeader  = "http2: response header list larger than advertised limit"
)

// isUnprocessed reports whether the server certainly has not processed the request (RFC 9113,
// section 8.7), or did not get it.
func isUnprocessed(err error) bool {
	return err == errWithdrawn || isRefused(err) || err.Error() == unusable || err.Error() == afterGoAway
}
