// Package httpclient makes connections to servers, directly and through proxies, for HTTP/1.1 and
// HTTP/2. It looks up names, refuses addresses that are not public, completes the header of a
// request, and explains errors.
//
// A [Client] has the options. [Client.Transport] makes a [Transport]: an h1.Transport and an
// h2.Transport with one guard and one dialer. If the system can't check a kept connection without
// waiting (h1.Looks), an http.Transport takes the place of h1 for connections to servers.
//
// # Versions of HTTP
//
// The TLS handshake shows whether a server supports HTTP/2. Transport.negotiate makes the
// connections over TLS for h2. A connection with HTTP/2 goes to h2. A connection with HTTP/1.1 goes
// to h1, and h2 gets h2.ErrHTTP1. Then all requests that waited for the connection go to h1. The
// Transport remembers the host (hostSet) and uses h1 at once from then on. It does the same for a
// host that ends a stream with HTTP_1_1_REQUIRED, before or during its answer.
//
// If h2 returns h2.ErrBetterByHTTP1 for a host, its requests go by HTTP/1.1 within the same
// attempt. After the first answer the host stays on HTTP/1.1 (Transport.tryHTTP1). If TLS agrees on
// no protocol, or the answer is not HTTP/1.1, the host stays on HTTP/2. If the [Version] is HTTP2,
// every host stays on HTTP/2.
//
// After status 421 a request is sent once more, on a new connection (RFC 9110, section 15.5.20).
//
// Streams of HTTP/2 send their requests one by one. A coalescingConn below TLS gathers these writes
// while it is busy. It returns an error one write late, which net/http treats as an error of
// reading. If an HTTP/2 connection is silent for Client.Timeout, 15 s at most, it gets a PING and
// has the same time to answer.
//
// # Guard
//
// The guard decides from the URL alone whether a request may go to any address. It may if its host
// and port are those of Client.Server, which the user chose. If that is the standard port of http,
// the standard port of https on the same host counts too. When a connection is dialed, the guard
// checks host and port again (guard.dialing). In all other cases the dialer connects to public
// addresses only. Connections are kept by scheme, host and port. The decision depends on nothing
// else, so a kept connection never leads a request to a forbidden address.
//
// If a proxy resolves the name, the address can't be checked. Then the guard refuses hosts that the
// URL shows not to be public: an address that is not public, localhost, and any other host that
// ends in a number, after the conversion to ASCII.
//
// # Proxies
//
// [Proxies] says which proxy an origin has, by an option or by environment variables, which the
// caller passes in. A Transport makes its routes of them. Transport.dialing is the one place where
// a connection to an origin begins: through its proxy (Proxy.tunnel) or to the server itself.
// HTTP/1.1, TLS and HTTP/2 are above it and know nothing of proxies. The proxy depends on the
// origin alone, so connections that are kept by origin are kept by proxy too.
//
// The exception is a request for http by an HTTP proxy. It goes to the proxy itself in absolute
// form, by h1.Proxy, whose connections serve all hosts. The request line has the authority of the
// URL, not the user's Host field, because the guard has checked the URL. If the Version is HTTP2,
// such a request goes through a tunnel, since the server must get HTTP/2. If the system can't check
// kept connections, connections to a proxy are not kept.
//
// A proxy may refuse a connection (tunnel.Refusal). If the reason is Unreachable, the failure is of
// kind connect like any other. If it is Denied, the failure is final and is no evidence about the
// host. If it is Login, it ends the run. All other errors on the way to a proxy are of kind connect
// too, except for timeouts, DNS and TLS, and name the proxy. Errors quote the number of a refusal
// and the names of the schemes that the proxy offers, and no other text of the proxy.
//
// # Dialing
//
// The dialer resolves a name and connects to an address; net.Dialer would do both. So a lookup has
// its own limit and needs one of 32 places (lookups.go). The address of the connection is the
// address that was checked, and an address that is not public costs no connection. Therefore this
// package has its own Happy Eyeballs (RFC 8305; happyeyeballs.go).
//
// All exchanges that wait for a name share one lookup, which ends when the last of them leaves.
// Nothing is cached. A lookup asks for A and AAAA together, and for A apart (resolver.go). When A
// is there, it waits 50 ms for both. AAAA is asked for apart only if there is no A, since package
// net goes through the search domains of resolv.conf: for a host without AAAA it may find the AAAA
// of another host. If both are asked for together, both are looked up under the same name, and
// sorted by RFC 6724. The price is one more question for each name.
//
// A name is not found if a name server reports that for A and for AAAA (NXDOMAIN or NODATA, for
// which package net has one error). If either lookup ends with SERVFAIL, REFUSED, a lame referral,
// silence, or no way to a name server, the resolver has failed.
//
// A [Trace] in the context of a request records the progress of the exchange. While a name is
// looked up, or waits for a place, the Trace pauses the [IdleTimeout] of the exchange. It keeps the
// result of the lookup. net/http passes the values of the context to the dialer but not its end. So
// a dial whose request has ended leaves the lookup by means of the Trace. A dial of h2 is for all
// requests that wait: h2.Inform reports to the Trace of each.
//
// An IdleTimeout sets its timer only if it would fire too late for the next wait. When the timer
// fires, the IdleTimeout checks how long the current wait has lasted.
//
// # Headers and errors
//
// Header.Complete sets the header fields that the user chose. It gets the first URL of the attempt:
// all fields but User-Agent are for the origin of that URL alone. Errors of parsing never quote a
// value.
//
// classifyHeader and [ClassifyBody] return the kinds of errors (errors.go). tlserror.go explains a
// failed TLS handshake. If the two sides have no version or cipher suite in common, the alert of
// the server does not show what it has. So the Transport makes one more connection to the server
// and offers all that crypto/tls has (package tlsoffer). It sends no request on that connection,
// and asks each server once.
package httpclient
