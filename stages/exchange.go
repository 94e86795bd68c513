package stages

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/hoist/hoist/internal/clock"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
)

// An exchanger sends requests and takes in answers, one at a time for each caller.
type exchanger struct {
	transport http.RoundTripper
	limits
	header httpclient.Header
	plain  http.Header // of a request about which there is no more to say; nobody changes it
	terms              // of bodies
	spillway
	sessions sessions

	noConnection, noAnswer, stalled httpclient.Wait
	tooLong                         *outcome.Failure // of maxTime
}

// limits are those of time; 0 is none.
type limits struct {
	connect time.Duration // for a connection, from the end of the lookup of its host on
	timeout time.Duration // for the header, and for each byte of the body
	maxTime time.Duration // for an attempt
	clock   *clock.Clock  // that they go by

	connectBy string // the option that set connect, as Client.ConnectOption
}

func newExchanger(transport http.RoundTripper, store Store, limits limits, header httpclient.Header, terms terms) *exchanger {
	return &exchanger{
		transport: transport, limits: limits, header: header, plain: header.Plain(),
		terms: terms, spillway: spillway{store, newLanes()},
		noConnection: httpclient.Wait{Limit: limits.connect, Failure: httpclient.NoConnection(limits.connect, limits.connectBy)},
		noAnswer:     httpclient.Wait{Limit: limits.timeout, Failure: outcome.Fail(outcome.Timeout, fmt.Errorf("no answer within %v (--timeout)", limits.timeout))},
		stalled:      httpclient.Wait{Limit: limits.timeout, Failure: outcome.Fail(outcome.Stalled, fmt.Errorf("no byte of the body for %v (--timeout)", limits.timeout))},
		tooLong:      outcome.Fail(outcome.Timeout, fmt.Errorf("not done within %v (--max-time)", limits.maxTime)),
	}
}

// connecting is the wait for the connection of a request.
func (x *exchanger) connecting(req *http.Request) httpclient.Wait {
	proxy, _ := x.proxy(req)
	if proxy == nil {
		return x.noConnection
	}
	return httpclient.Wait{Limit: x.connect, Failure: httpclient.ByProxy(httpclient.NoConnection(x.connect, x.connectBy), proxy.Addr)}
}

// A reply is what one request came to: a whole body, a URL to go on to, or an error.
type reply struct {
	status     int // 0 without an answer
	head       head
	remoteIP   string
	protocol   string
	ttfb       time.Duration // 0 without an answer
	took       time.Duration
	lookup     httpclient.LookupResult
	body       Body
	partial    *partial      // what there is of a body that another attempt can continue; nil with a whole one
	next       *url.URL      // where a redirect leads; nil where the answer is final
	retryAfter time.Duration // as the function of that name has it; 0 where the server asks for nothing
	err        error         // a Failure, fatal, or for want of descriptors
}

// exchange sends one request and takes in the answer. The end of ctx ends it. It takes over r.Partial, and what the
// answer leaves of that is in the reply.
func (x *exchanger) exchange(ctx context.Context, r Request) (got reply) {
	s := x.sessions.take(ctx)
	if s == nil {
		s = x.newSession(ctx)
	}
	x.complete(s.request, r)
	goesOn := !x.isSynchronous(s.request)
	if !goesOn {
		s.watched()
	}
	returned := false
	defer func() { x.put(s, goesOn || !returned) }() // after a panic nobody knows what goes on
	got.partial = r.Partial
	s.trace.Begin(x.connecting(s.request))
	defer func() {
		got.took = s.trace.Took()
		got.lookup = s.trace.Lookup()
	}()
	if x.maxTime > 0 {
		timer := x.clock.AfterFunc(max(x.maxTime-r.Spent, 1), func() { s.cancel(x.tooLong) })
		defer func() {
			if !timer.Stop() {
				s.cancel(x.tooLong) // before somebody else has the session
			}
		}()
	}
	x.talk(s, r, &got)
	returned = true
	return got
}

// talk is the part of exchange that has the connection.
func (x *exchanger) talk(s *session, r Request, got *reply) {
	req := s.request
	var asked *partial
	conditional := false
	if r.Partial.ask(req) {
		asked = r.Partial
	} else {
		conditional = askForChange(req, &r)
	}
	resp, err := x.transport.RoundTrip(req)
	got.ttfb = s.trace.TTFB()
	if err != nil {
		got.err = failed(s.ctx, s.trace.InHandshake(err), s.trace.Classify)
		return
	}
	defer resp.Body.Close()
	s.limit.Pause()
	got.remoteIP = s.trace.RemoteIP()
	if conditional && resp.StatusCode == http.StatusNotModified {
		got.answered(resp)
		got.err = unchanged
		return
	}
	x.takeIn(s, r, asked, resp, got)
}

// answered takes over what the header of an answer says.
func (got *reply) answered(resp *http.Response) {
	got.status, got.protocol, got.head = resp.StatusCode, resp.Proto, headOf(resp)
	got.retryAfter = retryAfter(resp.Header, time.Now())
}

// takeIn is the part of exchange that begins when the header is there. asked is the body of whose rest the request was,
// nil if it was for the whole.
func (x *exchanger) takeIn(s *session, r Request, asked *partial, resp *http.Response, got *reply) {
	got.answered(resp)
	proxy, answers := x.proxy(s.request)
	switch {
	case resp.StatusCode == http.StatusProxyAuthRequired && answers:
		got.err = proxy.LoginRefused("answered "+statusText(resp.StatusCode), outcome.HTTP)
	case isRedirect(resp.StatusCode):
		got.next, got.err = r.next(resp)
	default:
		got.err = x.judge(resp, asked)
	}
	if got.next != nil || got.err != nil {
		if asked != nil && isAboutRanges(resp.StatusCode) {
			asked.discard()
			got.partial = nil
		}
		drainBody(resp, s.limit)
		return
	}
	body := asked
	if resp.StatusCode != http.StatusPartialContent {
		r.Partial.discard()
		body = newPartial(r.URL, resp, got.head)
	}
	x.read(s, body, resp, got)
}

// complete makes req, of a session, that for r.
func (x *exchanger) complete(req *http.Request, r Request) {
	req.Method, req.URL, req.Host = http.MethodGet, r.URL, origin.Field(r.URL)
	req.Proto, req.ProtoMajor, req.ProtoMinor = "HTTP/1.1", 1, 1
	if r.Partial == nil && r.Known == nil && !x.header.IsAbout(r.URL, r.origin()) {
		req.Header = x.plain
		return
	}
	x.header.Complete(req, r.origin())
}

// failed says why an exchange failed: the reason for which it was ended, or else what the error itself says. What is
// for want of descriptors is left as it is.
func failed(ctx context.Context, err error, classify func(error) outcome.Kind) error {
	if outcome.IsFatal(err) && context.Cause(ctx) == nil { // else it is another job's, which ended the run
		return err
	}
	if failure, ok := errors.AsType[*outcome.Failure](err); ok {
		return failure
	}
	if cause := context.Cause(ctx); cause != nil {
		if failure, ok := errors.AsType[*outcome.Failure](cause); ok {
			return failure
		}
		return outcome.Cancel(cause)
	}
	kind := classify(err)
	return outcome.Fail(kind, httpclient.Explain(kind, err))
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

// drainBody reads what a body has left, unless that is known to be too much. After 101 there is no body,
// but a connection that heeds no context.
func drainBody(resp *http.Response, limit *httpclient.IdleTimeout) {
	if resp.StatusCode < http.StatusOK || resp.ContentLength > drainBytes {
		return
	}
	brief := limit.Brief()
	brief.Begin(httpclient.Wait{Limit: drainTime, Failure: errDrained})
	defer brief.End()
	io.CopyN(io.Discard, resp.Body, drainBytes) // an error means that the connection is of no more use, and closed
}
