// Package download makes one exchange with a server at a time: it sends a request, takes in the
// answer, and keeps what another attempt can continue.
//
// [Downloader.Do] returns a [Reply]: a whole body, a URL to go on to, or an error. It waits for no
// limit but that of the bandwidth. A [Request] holds what a redirect needs to know of the exchanges
// before it: where they went and how long they took. The caller decides whether and when a redirect
// or another attempt is sent; Reply.Retry says whether another attempt may go better.
//
// # Time
//
// An httpclient.IdleTimeout limits the wait for the connection, for the header, and in each read of
// the body. It cancels the exchange with the failure that belongs to that wait, so the kind of a
// timeout is known and not guessed. The wait for a connection begins anew when the name of the host
// has been looked up. Limits.MaxTime limits an attempt with its redirects.
//
// The context, the IdleTimeout, the httpclient.Trace and the http.Request of an exchange are a
// session, which the next exchange of any worker takes over. That requires a transport that says
// that nothing goes on for a request when its answer has ended (synchronous). For HTTP/1.1 by
// package h1 that is so. For net/http it is not: a connection that it began to make may come later,
// and call the trace. A session whose context has ended is not used again.
//
// # Answers
//
// [Content] says what bodies have to be. The header of a final answer decides whether its body is
// the file (checkAnswer). After each read admit looks at the body, before anything of it goes to a
// file: how long it is, what its first 512 bytes are, and where it ends. Package mediatype tells
// the types.
//
// A body goes through two readers. The inner one, an httpclient.IdleReader, limits the wait for the
// server. The outer one, a throttledReader, waits for the bandwidth, so that this wait is not a
// stall. Of a body that nobody wants up to 64 KiB are read, for up to a second, so that its
// connection can be used again.
//
// # Partial bodies
//
// A body that is not whole is a [Partial]: the buffer or file so far, the state of its hash, its
// validator, the URL that it came from, and its length. An exchange takes over the Partial of its
// Request. Its Reply has what can be continued. That is the same Partial if no answer came, or an
// answer that says nothing about the body (a redirect, a 503). It is nil if the body is whole or
// can't be continued. [Request.Redirected] and [Request.Restarted] pass the Partial on. Whoever
// ends a job discards it.
//
// A partial body is kept if all of the following hold.
//
//   - The failure is reset, truncated, stalled or timeout, and at least a byte came.
//   - The answer was 200 with Accept-Ranges: bytes and a strong validator, or a 206 that continued
//     such an answer.
//   - There is a place. Config.Partials is the number of places. A partial body gives its place
//     back when it goes on or is discarded. So memory is bounded by two buffers a worker, and
//     descriptors by two files a worker.
//
// The next attempt asks for the rest, with Range and If-Range, only where its URL is that which the
// partial body came from, redirects included. What the answer means:
//
//   - A 206 that fits goes on.
//   - A 200 starts over with its own body.
//   - A 206 that does not fit (offset, complete length, ETag, Last-Modified, encoding, several
//     ranges, a complete length that nobody says) and a 416 drop the partial body. The failure is
//     truncated, which is what the attempt began with, so that it is tried again as any broken body
//     is.
//   - Any other status says nothing about the body, which is kept.
//
// # Conditional requests
//
// A [Version] makes a request conditional. Validators belong to a URL: they are sent only where the
// URL of the exchange is that which they came from, redirects included. A 304 to such a request is
// the failure with status unchanged. Any other 304 is an error.
package download
