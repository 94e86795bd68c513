// Package h2 sends requests by HTTP/2 (RFC 9113) over a pool of connections. net/http handles
// frames and streams, by way of http.ClientConn. The package decides when a connection is made. In
// the pool of http.Transport each request that finds no room makes its own connection. If a server
// ends its connections after a few requests, that costs hundreds of handshakes.
//
// # Dials
//
// plan.go decides about dials. While the protocol of a host and its limit of streams
// (SETTINGS_MAX_CONCURRENT_STREAMS) are not known, the host has one connection with up to 100
// requests (RFC 9113, section 6.5.2). So the limit is known one round trip earlier. Requests beyond
// the limit are withdrawn (early.go). If Transport.MayLeave is not set, the connection has one
// request. When the limit is known, the host has as many connections as the waiting requests need.
//
// If a host ended its last connections after n requests, a connection is expected to last n
// requests too. It has an eighth of them in flight at a time. Its successor is dialed when it has a
// quarter left, as long as at most a third of all connections so far can turn out to be useless.
//
// The connection of a dial is for any request that waits when the dial is done. So [Inform] reports
// to all of them. When the last waiting request gives up, the dials end.
//
// A frameReader reads SETTINGS and GOAWAY (frames.go), which http.ClientConn does not report. It
// also counts the bytes of header blocks: if net/http ends a connection because of a long header,
// its error does not contain the reason.
//
// # Leaving a host to HTTP/1.1
//
// If Transport.MayLeave is set, the package leaves some hosts to HTTP/1.1 (leavetohttp1.go). It
// does so when a request needs a further connection, and the host's connections have one stream, or
// end after 16 requests at most. One GOAWAY with NO_ERROR shows the latter. Else four connections
// in a row must have broken that early. For such a host each connection costs as many handshakes in
// either version, and HTTP/1.1 costs less processor time. Requests that wait, or were not
// processed, then fail with [ErrBetterByHTTP1]. Requests in flight go on. [Transport.Stay] keeps a
// host for good.
//
// # Sending again
//
// A request that a server has not processed (REFUSED_STREAM, GOAWAY with a lower stream; RFC 9113,
// section 8.7) goes to the head of the queue, up to ten times. [Transport.RoundTripNew] sends a
// request on a new connection. If the server refused a request's streams twice or more, and no
// answer came, the error is a [RefusedError].
package h2
