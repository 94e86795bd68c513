// Package h1 sends requests by HTTP/1.1 (RFC 9112), with or without TLS, in the goroutine of the
// caller. The caller writes the request and reads the answer itself, on a connection that no other
// goroutine reads at that time. http.Transport has two goroutines for each connection. The switches
// between goroutines cost more than the rest of a small request. A request that is out of the
// ordinary is written by net/http.
//
// Answers are read by the rules of RFC 9112. net/http ignores Transfer-Encoding in HTTP/1.0, and in
// net/http a blank before a colon hides a field of framing. In h1, an answer with Transfer-Encoding
// in HTTP/1.0, or with both Transfer-Encoding and Content-Length, is the last on its connection
// (section 6.1).
//
// h1 knows where the connection ends. If a line is cut off, the error is that of a header or body
// that was cut off, not of a malformed answer. If a body lasts until the end of the connection and
// TLS was not closed, anyone may have cut the body: that is an error too (section 9.8).
//
// A kept connection is used again only if the server has sent nothing since ([Looks]). A tap below
// TLS lets h1 check that without setting deadlines. If TLS to a server is inside TLS to a proxy,
// the proxy's TLS may hold bytes that have come already. The tap reads these bytes before the
// connection is kept.
//
// The tests are a table of raw answers, each under the section of the RFC that it tests
// (rules_test.go). If http.Transport and curl have the same rule, they get the same answers; curl
// only if it is installed. A fuzz target compares with http.Transport (fuzz_test.go).
package h1
