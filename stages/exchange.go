package stages

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/hoist/hoist/sink"
)

// An exchanger sends requests and takes in answers, one at a time for each caller.
type exchanger struct {
	transport http.RoundTripper
	store     Store // of bodies too large for memory
	timeout   time.Duration
	maxTime   time.Duration
	header    RequestHeader

	noConnection, noAnswer, stalled, tooLong *Failure // of the time limits
}

// newExchanger limits each wait by timeout, and an attempt by maxTime; 0 is no limit.
func newExchanger(transport http.RoundTripper, store Store, timeout, maxTime time.Duration, header RequestHeader) *exchanger {
	return &exchanger{
		transport: transport, store: store, timeout: timeout, maxTime: maxTime, header: header,
		noConnection: failure(sink.Timeout, fmt.Errorf("no connection within %v", timeout)),
		noAnswer:     failure(sink.Timeout, fmt.Errorf("no answer within %v", timeout)),
		stalled:      failure(sink.Stalled, fmt.Errorf("no byte of the body for %v", timeout)),
		tooLong:      failure(sink.Timeout, fmt.Errorf("not done within %v", maxTime)),
	}
}

// A reply is what one request came to: a whole body, a URL to go on to, or an error.
type reply struct {
	status       int // 0 without an answer
	contentType  string
	etag         string
	lastModified string
	remoteIP     string
	protocol     string
	ttfb         time.Duration // 0 without an answer
	took         time.Duration
	body         Body
	next         *url.URL // where a redirect leads; nil where the answer is final
	err          error    // a Failure, fatal, or for want of descriptors
}

// exchange sends one request and takes in the answer. The end of ctx ends it.
func (x *exchanger) exchange(ctx context.Context, r Request) (got reply) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	began := time.Now()
	defer func() { got.took = time.Since(began) }()
	if x.maxTime > 0 {
		timer := time.AfterFunc(max(x.maxTime-r.Spent, 1), func() { cancel(x.tooLong) })
		defer timer.Stop()
	}
	wait := &waitLimit{limit: x.timeout, cancel: cancel}
	defer wait.end()
	hook := newHook(wait, x.noConnection, x.noAnswer)
	resp, err := x.transport.RoundTrip(x.request(hook.trace(ctx), r))
	got.ttfb = hook.ttfb()
	if err != nil {
		got.err = failed(ctx, err, hook.classify)
		return got
	}
	defer resp.Body.Close()
	wait.pause()
	got.remoteIP = hook.remoteIP()
	x.takeIn(ctx, r, resp, wait, &got)
	return got
}

// takeIn is the part of exchange that begins when the header is there.
func (x *exchanger) takeIn(ctx context.Context, r Request, resp *http.Response, wait *waitLimit, got *reply) {
	got.see(resp)
	if err := verdict(resp.StatusCode); err != nil {
		got.err = err
	}
	if isRedirect(resp.StatusCode) {
		got.next, got.err = r.next(resp.StatusCode, resp.Header.Get("Location"))
	}
	if got.next != nil || got.err != nil {
		drain(resp, wait)
		return
	}
	limited := &limitedReader{r: resp.Body, wait: wait, failure: x.stalled}
	body, err := readBody(ctx, limited, x.store)
	if err != nil && !isFatal(err) {
		err = failed(ctx, brokenOff(err, limited.n, resp.ContentLength), classifyBody)
	}
	got.body, got.err = body, err
}

// longestHeader is the most that is kept of a header field. A longer value says nothing to a reader of the log,
// and cut it would be wrong.
const longestHeader = 1024

// see keeps what matters of an answer's header.
func (got *reply) see(resp *http.Response) {
	field := func(name string) string {
		value := resp.Header.Get(name)
		if len(value) > longestHeader {
			return ""
		}
		return value
	}
	got.status, got.protocol = resp.StatusCode, resp.Proto
	got.contentType = field("Content-Type")
	got.etag = field("ETag")
	got.lastModified = field("Last-Modified")
}

func (x *exchanger) request(ctx context.Context, r Request) *http.Request {
	req := (&http.Request{
		Method:     http.MethodGet,
		URL:        r.URL,
		Host:       r.URL.Host,
		Proto:      "HTTP/1.1",
		ProtoMajor: 1,
		ProtoMinor: 1,
	}).WithContext(ctx)
	x.header.complete(req, r.origin())
	return req
}

// failed says why an exchange failed: the reason for which it was ended, or else what the error itself says. What is
// for want of descriptors is left as it is.
func failed(ctx context.Context, err error, classify func(error) sink.Kind) error {
	if failure, ok := errors.AsType[*Failure](err); ok {
		return failure
	}
	if cause := stopped(ctx); cause != nil {
		if failure, ok := errors.AsType[*Failure](cause); ok {
			return failure
		}
		return cancelled(cause)
	}
	return failure(classify(err), inWords(err))
}

// inWords says what net/http's shortest errors mean.
func inWords(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("connection closed before an answer: %w", err)
	}
	return err
}

// brokenOff says of a body that ended too early how far it got.
func brokenOff(err error, got, announced int64) error {
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if announced >= 0 {
		return fmt.Errorf("body broke off after %d of %d bytes: %w", got, announced, err)
	}
	return fmt.Errorf("body broke off after %d bytes: %w", got, err)
}

// What is read of a body that nobody wants, so that its connection can be used again; beyond that it is closed.
const (
	drainBytes = 64 << 10
	drainTime  = time.Second
)

var errDrained = errors.New("read long enough of a body that nobody wants")

// drain reads what a body has left. After 101 there is no body, but a connection that heeds no context.
func drain(resp *http.Response, wait *waitLimit) {
	if resp.StatusCode < http.StatusOK {
		return
	}
	brief := &waitLimit{limit: drainTime, cancel: wait.cancel}
	brief.begin(errDrained)
	defer brief.end()
	io.CopyN(io.Discard, resp.Body, drainBytes) // an error means that the connection is of no more use, and closed
}
