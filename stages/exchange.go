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
	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
)

// An exchanger sends requests and takes in answers, one at a time for each caller.
type exchanger struct {
	transport http.RoundTripper
	limits
	header RequestHeader
	plain  http.Header // of a request about which there is no more to say; nobody changes it
	terms              // of bodies
	spillway
	sessions sessions

	noConnection, noAnswer, stalled wait
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

func newExchanger(transport http.RoundTripper, store Store, limits limits, header RequestHeader, terms terms) *exchanger {
	return &exchanger{
		transport: transport, limits: limits, header: header, plain: header.plain(),
		terms: terms, spillway: spillway{store, newLanes()},
		noConnection: wait{limits.connect, noConnection(limits.connect, limits.connectBy)},
		noAnswer:     wait{limits.timeout, outcome.Fail(outcome.Timeout, fmt.Errorf("no answer within %v (--timeout)", limits.timeout))},
		stalled:      wait{limits.timeout, outcome.Fail(outcome.Stalled, fmt.Errorf("no byte of the body for %v (--timeout)", limits.timeout))},
		tooLong:      outcome.Fail(outcome.Timeout, fmt.Errorf("not done within %v (--max-time)", limits.maxTime)),
	}
}

// connecting is the wait for the connection of a request.
func (x *exchanger) connecting(req *http.Request) wait {
	proxy, _ := x.proxy(req)
	if proxy == nil {
		return x.noConnection
	}
	return wait{x.connect, byProxy(noConnection(x.connect, x.connectBy), proxy.addr)}
}

// A reply is what one request came to: a whole body, a URL to go on to, or an error.
type reply struct {
	status     int // 0 without an answer
	head       head
	remoteIP   string
	protocol   string
	ttfb       time.Duration // 0 without an answer
	took       time.Duration
	lookup     lookup
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
	s.hook.begin(x.connecting(s.request))
	defer func() {
		got.took = s.hook.took()
		got.lookup = s.hook.result()
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
	got.ttfb = s.hook.ttfb()
	if err != nil {
		got.err = failed(s.ctx, s.hook.inHandshake(err), s.hook.classify)
		return
	}
	defer resp.Body.Close()
	s.limit.pause()
	got.remoteIP = s.hook.remoteIP()
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
		got.err = proxy.loginRefused("answered "+statusText(resp.StatusCode), outcome.HTTP)
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
	if r.Partial == nil && r.Known == nil && !x.header.isAbout(r.URL, r.origin()) {
		req.Header = x.plain
		return
	}
	x.header.complete(req, r.origin())
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
	return outcome.Fail(kind, inWords(kind, err))
}

// inWords says what errors mean whose own words say little.
func inWords(kind outcome.Kind, err error) error {
	switch {
	case kind == outcome.TLS:
		return explainTLS(err, noSystemRoots)
	case saysInternalError(err):
		return fmt.Errorf("the server has an error of its own in the TLS handshake: %w", err)
	case isHandshake(err) && isCutOff(err):
		return fmt.Errorf("connection closed in the TLS handshake: %w", err)
	case errors.Is(err, io.EOF):
		return fmt.Errorf("connection closed before an answer: %w", err)
	case kind == outcome.Reset && errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("connection closed before the header of the answer was whole: %w", io.ErrUnexpectedEOF)
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

// drainBody reads what a body has left, unless that is known to be too much. After 101 there is no body,
// but a connection that heeds no context.
func drainBody(resp *http.Response, limit *waitLimit) {
	if resp.StatusCode < http.StatusOK || resp.ContentLength > drainBytes {
		return
	}
	brief := limit.brief()
	brief.begin(wait{drainTime, errDrained})
	defer brief.end()
	io.CopyN(io.Discard, resp.Body, drainBytes) // an error means that the connection is of no more use, and closed
}
