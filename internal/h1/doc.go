// Package h1 speaks HTTP/1.1 (RFC 9112) to servers, with TLS or without, in the goroutine of the
// caller. The caller writes the request and reads the answer itself, on a connection that nobody
// else looks at meanwhile. http.Transport has two goroutines for each connection; handing over to
// them and back costs more than all else of a small request. A request that is out of the ordinary
// is written by net/http.
//
// Answers are read by RFC 9112. net/http passes over Transfer-Encoding in HTTP/1.0, and there a
// blank before a colon hides a field of framing. An answer with Transfer-Encoding in HTTP/1.0, or
// beside Content-Length, is the last on its connection (section 6.1).
//
// h1 knows where the connection ends. Half a line is a header or a body that was cut off, not a
// malformed one. A body that goes on until the end of the connection, over TLS that nobody closed,
// may have been cut by anyone (section 9.8).
//
// A connection that was kept is used again only if the server has said nothing unasked ([Looks]).
// Below TLS a tap lets h1 look without setting deadlines. TLS to a server may lie in TLS to a
// proxy, which may hold bytes that have come already: the tap reads these before the connection is
// kept.
//
// The tests are a table of raw answers, each under the section that decides about it
// (rules_test.go). Where they go by the same rules, http.Transport and, if it is installed, curl
// are asked the same. A fuzz target compares with http.Transport (fuzz_test.go).
package h1
