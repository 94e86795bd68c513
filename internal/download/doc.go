// Package download makes one exchange with a server at a time: it sends a request, reads the
// answer, and keeps a partial body that another attempt can continue.
//
// [Downloader.Do] returns a [Reply]: a whole body, the target of a redirect, or an error. The only
// limit it waits for is the bandwidth. A [Request] has the earlier exchanges of its attempt, for
// redirects: their URLs and the time they took. The caller decides whether and when to send a
// redirect or another attempt. Reply.Retry shows whether another attempt may succeed.
//
// # Time
//
// An httpclient.IdleTimeout limits the wait for the connection, for the header, and in each read of
// the body. It cancels the exchange with the failure that belongs to that wait, so the kind of a
// timeout is known. When the name of the host has been looked up, the wait for a connection begins
// anew. Limits.MaxTime limits an attempt with its redirects.
//
// The context, the IdleTimeout, the httpclient.Trace and the http.Request of an exchange are a
// session. If no work for a request continues after the end of its answer (synchronous), the next
// exchange of any worker uses the session again. That is so for HTTP/1.1 by package h1, but not for
// net/http: a connection that it began to make may be ready later, and call the trace. A session
// whose context has ended is not used again.
//
// # Answers
//
// [Content] limits the bodies that are accepted. The header of a final answer decides whether its
// body is the file (checkAnswer). After each read, before any of the body goes to a file, admit
// checks its length, its first 512 bytes and its end. Package mediatype recognizes the types.
//
// Request.Expected has the properties that the whole body must have. They are about the bytes that
// were sent and are saved. A size that contradicts the header ends the exchange before the body is
// read. The failure is mismatch, and is final, with one exception: a body that was continued by a
// 206 is requested once more, from its beginning, and is not continued again (Request.Whole).
//
// If file names need them (Config.Filename, Config.Extension), Reply.Head has the file name of
// Content-Disposition (head.go), and an extension for the first 3072 bytes. If a body is
// continued, both are of its first part: that is the answer for the whole body.
//
// A body goes through two readers. The inner reader, an httpclient.IdleReader, limits the wait for
// the server. The outer reader, a throttledReader, waits for the bandwidth, so that this wait is
// not a stall. If the body is not wanted, up to 64 KiB of it are read, for up to a second, so that
// its connection can be used again. If it came with an error and is a text of up to 4 KiB, its
// beginning is Reply.Detail (detail.go), without the user's secrets.
//
// # Partial bodies
//
// A body that is not whole is a [Partial]: the buffer or file so far, the state of its hash, its
// validator, its URL, and its length. An exchange takes over the Partial of its Request. Its Reply
// has the Partial that can be continued. If no answer came, or the answer has nothing to do with
// the body (a redirect, a 503), that is the same Partial. If the body is whole or can't be
// continued, it is nil. [Request.Redirected] and [Request.Restarted] pass the Partial on. If the
// job ends, its owner discards the Partial.
//
// A partial body is kept if all of the following hold.
//
//   - The failure is reset, truncated, stalled or timeout, and at least a byte came.
//   - The answer was 200 with Accept-Ranges: bytes and a strong validator, or a 206 that continued
//     such an answer.
//   - A place is free. Config.Partials is the number of places. A partial body gives its place back
//     when it is continued or discarded. In all there are at most two buffers and two files for
//     each worker, if Config.Partials is the number of workers.
//
// If the URL of the next attempt is the URL of the partial body, redirects included, the attempt
// asks for the rest, with Range and If-Range. The answer decides:
//
//   - A 206 that fits continues the body.
//   - A 200 begins a new body.
//   - A 206 that does not fit (offset, complete length, ETag, Last-Modified, encoding, several
//     ranges, no complete length) and a 416 drop the partial body. The failure is truncated, as for
//     any broken body, so that the job is tried again.
//   - Any other status keeps the partial body.
//
// # Conditional requests
//
// A [Version] makes a request conditional. Validators belong to a URL: they are sent only if the
// URL of the exchange is the URL that they came from, redirects included. A 304 to such a request
// is the failure with status unchanged. Any other 304 is an error.
package download
