// Package httpclient makes connections to servers, directly and by proxies, for HTTP/1.1 and
// HTTP/2. It looks up names, guards addresses that are not public, completes the header of a
// request, and puts errors into words.
//
// A [Client] holds the options. [Client.Transport] makes a [Transport] of them: an h1.Transport and
// an h2.Transport under one guard, with one dialer. On a system where a kept connection can't be
// looked at without a wait (h1.Looks), an http.Transport takes the place of h1 for connections to
// servers.
//
// # Versions of HTTP
//
// Whether a server speaks HTTP/2 shows in the TLS handshake. Transport.negotiate makes the
// connections over TLS for h2. A connection with HTTP/2 goes to h2. A connection with HTTP/1.1 is
// adopted by h1, and h2 gets h2.ErrHTTP1, upon which all requests that waited for it go to h1. The
// Transport remembers the host (hostSet) and asks h1 at once from then on. The same holds for a
// host that ends a stream with HTTP_1_1_REQUIRED, before its answer or in the midst of it.
//
// When h2 would leave a host to HTTP/1.1 (h2.ErrBetterByHTTP1), its requests go by HTTP/1.1 within
// the same attempt, and the first that gets an answer settles it (Transport.tryHTTP1). If TLS
// agrees on no protocol, or nothing that makes sense comes, the host is spoken to by HTTP/2 for
// good. With HTTP2 as the [Version] no host is left.
//
// A request that gets 421 is sent once more, on a new connection (RFC 9110, section 15.5.20).
//
// Streams of HTTP/2 send their requests one by one. Below TLS a coalescingConn makes one write of
// those that come while it is busy. Its errors come one write late, which net/http treats as errors
// of reading. A connection with HTTP/2 that is silent for Client.Timeout, 15 s at most, gets a PING
// and has as long again to answer it.
//
// # Guard
//
// The guard decides by the URL alone whether a request may go to any address: its host and port are
// those of Client.Server, which the user chose. Where that has the standard port of http, the
// standard port of https on the same host is the same server. It asks that again of the host and
// port that are dialed (guard.dialing). Where it is not so, the dialer connects to public addresses
// only. The default is to check, so that what is forgotten fails safe. Connections are kept by
// scheme, host and port, on all of which a decision depends, so reuse changes nothing.
//
// What a proxy resolves can't be seen. There the guard refuses what the URL shows: an address that
// is not public, localhost, and any other host that ends in a number, after the mapping to ASCII.
//
// # Proxies
//
// [Proxies] says which proxy an origin has, by option or by the variables of an environment that is
// passed in. The routes of a Transport are made of them. Transport.dialing is the one place where a
// connection to an origin begins: through its proxy (Proxy.tunnel) or to the server itself.
// HTTP/1.1, TLS and HTTP/2 lie above it and know nothing of proxies. The origin alone decides on
// its proxy, so connections that are kept by origin are kept by proxy too.
//
// The exception is a request for http by an HTTP proxy. It goes to the proxy itself in absolute
// form, by h1.Proxy, whose connections serve all hosts. The authority in it is that of the URL,
// whatever Host field the user gives, because the guard has looked at that one. With HTTP2 as the
// Version such a request goes through a tunnel, since HTTP/1.1 is not wanted. Where kept
// connections can't be looked at, those to a proxy are not kept.
//
// A proxy's refusal (tunnel.Refusal) that is Unreachable is a failure of kind connect like any
// other. One that is Denied is final and says nothing about the health of the host. One that is
// Login is fatal to the run. All other errors on the way to a proxy are of kind connect too, except
// for timeouts, DNS and TLS, and name the proxy. Errors quote the number of a refusal, and no words
// of the proxy's choice.
//
// # Dialing
//
// The dialer resolves a name and connects by address, where net.Dialer would do both. So a lookup
// has its own limit and needs one of 32 places (lookups.go), the address that is connected to is
// the one that was checked, and an address that is not public costs no connection. Happy Eyeballs
// (RFC 8305) is therefore written here (happyeyeballs.go).
//
// All exchanges that wait for a name share one lookup, which ends when the last of them leaves.
// Nothing is cached. A lookup asks for A and AAAA together, and for A apart (resolver.go). When A
// is there it waits 50 ms for both. AAAA is not asked for apart, since package net goes through the
// search domains of resolv.conf: for a host without AAAA it may find another host's there. Together
// both are looked up under the same name, and sorted by RFC 6724. The price is one question more
// for each name.
//
// A name is not found if a name server says so of A and of AAAA (NXDOMAIN or NODATA, for which
// package net has one error). SERVFAIL, REFUSED, a lame referral, silence, or no way to a name
// server, for either, is a failure of the resolver.
//
// A [Trace] in the context of a request learns how far the exchange got. While a name is looked up,
// or waits for a place, the Trace stops the [IdleTimeout] of the exchange, and it keeps the result
// of the lookup. net/http hands the values of the context to the dialer but not its end, so a dial
// whose request is over leaves the lookup by the Trace. A dial of h2 is for all requests that wait:
// h2.Inform reaches the Trace of each.
//
// An IdleTimeout sets its timer only if it would ring too late for the next wait. When it rings, it
// looks how long the wait that is on has lasted.
//
// # Headers and errors
//
// Header.Complete is the one place that sets a header field. It knows the origin of the attempt:
// all but User-Agent is for that origin alone. Errors of parsing never quote a value.
//
// classifyHeader and [ClassifyBody] tell the kinds of errors apart (errors.go). tlserror.go puts a
// failed TLS handshake into words.
package httpclient
