// Package h2 sends requests by HTTP/2 (RFC 9113) over a pool of connections. Frames and streams are
// those of net/http, by way of http.ClientConn. The package adds the decision when a connection is
// made: in the pool of http.Transport each request that finds no room dials for itself, which a
// server that ends its connections after a few requests pays with hundreds of handshakes.
//
// # Dials
//
// plan.go decides about dials. While the protocol of a host and its limit of streams
// (SETTINGS_MAX_CONCURRENT_STREAMS) are not known, the host has one connection with up to 100
// requests (RFC 9113, section 6.5.2), which shows a round trip earlier what it allows. Requests
// beyond the limit are withdrawn (early.go). Without Transport.MayLeave it is one request. After
// that the host has as many connections as the waiting requests need.
//
// If a host ended its last connections after n requests, a connection is expected to last n
// requests too. It has an eighth of them at a time. Its successor is dialed when it has a quarter
// left, as long as at most a third of all connections that ever were can turn out to be useless.
//
// A dial is for whichever request waits when it is done. [Inform] lets it reach all of them. A dial
// ends when no request waits.
//
// A frameReader reads along for SETTINGS and GOAWAY (frames.go), which http.ClientConn does not
// report.
//
// # Leaving a host to HTTP/1.1
//
// If Transport.MayLeave is set, the package leaves a host when a request would need a further
// connection, and the host's connections have one stream, or end after 16 requests at most
// (leave.go). GOAWAY with NO_ERROR says so of one connection; otherwise four in a row must have
// broken that early. There each connection costs as many handshakes by either version, and HTTP/1.1
// costs less processor time. Requests that wait, or were not processed, then have
// [ErrBetterByHTTP1], and those on their way go on. [Transport.Stay] keeps a host for good.
//
// # Sending again
//
// A request that a server has not processed (REFUSED_STREAM, GOAWAY with a lower stream; RFC 9113,
// section 8.7) goes to the head of the queue, up to ten times. [Transport.RoundTripNew] sends a
// request on a new connection.
package h2
