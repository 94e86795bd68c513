package download

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/spool"
)

// A Config has the settings of downloads. Transport and Files must be set. All other
// fields may be zero.
type Config struct {
	Transport http.RoundTripper // httpclient.Client.Transport makes one
	Files     spool.Files       // for bodies that are too large for memory
	Header    httpclient.Header // the header of each request
	Content   Content           // which bodies are accepted
	Limits    Limits
	RetryOn   Statuses      // statuses that are tried again, beside the transient ones
	MaxWait   time.Duration // the longest wait that a server may ask for
	Partials  int           // number of bodies that may wait for their next attempt
	Received  *atomic.Int64 // counts the bytes of bodies as they come; nil for no count
	Filename  bool          // Head.Filename is wanted
	Extension bool          // Head.Extension is wanted
}

// Limits has limits of time. 0 means no limit.
type Limits struct {
	Connect time.Duration // for a connection, from the end of the lookup of its host on
	Timeout time.Duration // for the header, and for each byte of the body
	MaxTime time.Duration // for an attempt

	ConnectOption string // the option that set Connect, as httpclient.Client.ConnectOption
}

// A Downloader sends requests and reads answers. It is safe for use by several goroutines.
type Downloader struct {
	config   Config
	plain    http.Header // of requests without user fields or credentials; shared, never changed
	spool    *spool.Spool
	throttle *rate.Limiter
	partials partials
	sessions sessions

	noConnection, noAnswer, stalled httpclient.Wait
	tooLong                         *outcome.Failure // the failure of Limits.MaxTime
}

// New returns a downloader.
func New(config Config) *Downloader {
	limits := config.Limits
	return &Downloader{
		config: config, plain: config.Header.Plain(), spool: spool.New(config.Files),
		throttle: newThrottle(config.Content.Bandwidth), partials: make(partials, config.Partials),
		noConnection: httpclient.Wait{Limit: limits.Connect, Failure: httpclient.NoConnection(limits.Connect, limits.ConnectOption)},
		noAnswer: httpclient.Wait{
			Limit:   limits.Timeout,
			Failure: outcome.Fail(outcome.Timeout, fmt.Errorf("no answer within %v (--timeout)", limits.Timeout)),
		},
		stalled: httpclient.Wait{
			Limit:   limits.Timeout,
			Failure: outcome.Fail(outcome.Stalled, fmt.Errorf("no byte of the body for %v (--timeout)", limits.Timeout)),
		},
		tooLong: outcome.Fail(outcome.Timeout, fmt.Errorf("not done within %v (--max-time)", limits.MaxTime)),
	}
}

// Do sends one request and reads the answer. If ctx ends, the exchange ends, and the error is the
// cause of ctx. Do takes over r.Partial; if a part of it can still be continued, the reply has it.
func (d *Downloader) Do(ctx context.Context, r Request) Reply {
	reply := d.exchange(ctx, r)
	d.judge(&reply)
	d.hideSecrets(&reply, r)
	return reply
}

func (d *Downloader) exchange(ctx context.Context, r Request) (reply Reply) {
	s := d.sessions.pop(ctx)
	if s == nil {
		s = d.newSession(ctx)
	}
	d.complete(s.request, r)
	synchronous := d.isSynchronous(s.request)
	if synchronous {
		s.watched()
	}
	returned := false
	defer func() {
		if synchronous && returned {
			d.sessions.put(s)
		} else {
			s.end() // net/http, or the transport that panicked, may still use it
		}
	}()
	reply.Partial = r.Partial
	s.trace.Begin(d.connecting(s.request))
	defer func() {
		reply.Took = s.trace.Took()
		reply.Lookup = s.trace.Lookup()
	}()
	if limits := d.config.Limits; limits.MaxTime > 0 {
		timer := time.AfterFunc(max(limits.MaxTime-r.Spent, 1), func() { s.cancel(d.tooLong) })
		defer func() {
			if !timer.Stop() {
				s.cancel(d.tooLong) // before another exchange has the session
			}
		}()
	}
	d.talk(s, r, &reply)
	returned = true
	return reply
}

// talk sends the request and reads the answer.
func (d *Downloader) talk(s *session, r Request, reply *Reply) {
	req := s.request
	var asked *Partial
	conditional := false
	if r.Partial.ask(req) {
		asked = r.Partial
	} else {
		conditional = r.IfChanged.ask(req)
	}
	resp, err := d.config.Transport.RoundTrip(req)
	reply.TTFB = s.trace.TTFB()
	if err != nil {
		reply.Err = failed(s.ctx, s.trace.InHandshake(err), s.trace.Classify)
		return
	}
	defer resp.Body.Close()
	s.limit.Pause()
	reply.RemoteIP = s.trace.RemoteIP()
	if conditional && resp.StatusCode == http.StatusNotModified {
		reply.answered(resp)
		reply.Err = unchanged
		return
	}
	d.receive(s, r, asked, resp, reply)
}

// receive handles an answer whose header has come. asked is the partial body that a range request
// continues; nil for a request without a range.
func (d *Downloader) receive(s *session, r Request, asked *Partial, resp *http.Response, reply *Reply) {
	reply.answered(resp)
	proxy, answers := d.proxy(s.request)
	switch {
	case resp.StatusCode == http.StatusProxyAuthRequired && answers:
		reply.Err = proxy.LoginRefused("answered "+statusText(resp.StatusCode), resp.Header["Proxy-Authenticate"], outcome.HTTP)
	case resp.StatusCode == http.StatusUnauthorized:
		reply.Err = d.unauthorized(r, s.request, resp)
	case isRedirect(resp.StatusCode):
		reply.Next, reply.Err = r.next(resp)
	default:
		reply.Err = d.checkAnswer(r, resp, asked)
	}
	if reply.Next != nil || reply.Err != nil {
		if asked != nil && isAboutRanges(resp.StatusCode) {
			asked.Discard()
			reply.Partial = nil
		}
		reply.Detail = d.drainDetail(s, r, resp)
		return
	}
	body := asked
	if resp.StatusCode != http.StatusPartialContent {
		r.Partial.Discard()
		if d.config.Filename {
			reply.Head.Filename = filename(resp.Header)
		}
		body = newPartial(r, resp, reply.Head)
	}
	d.read(s, body, resp, reply)
	reply.joined = asked != nil && resp.StatusCode == http.StatusPartialContent && isMismatch(reply.Err)
}

// complete fills in req, which belongs to a session, for r.
func (d *Downloader) complete(req *http.Request, r Request) {
	req.Method, req.URL, req.Host = http.MethodGet, r.URL, origin.Field(r.URL)
	req.Proto, req.ProtoMajor, req.ProtoMinor = "HTTP/1.1", 1, 1
	if header := &d.config.Header; r.Partial != nil || r.IfChanged != nil || header.IsAbout(r.URL, r.Origin()) {
		header.Complete(req, r.Origin())
	} else {
		req.Header = d.plain
	}
}

// connecting returns the wait for the connection of a request.
func (d *Downloader) connecting(req *http.Request) httpclient.Wait {
	proxy, _ := d.proxy(req)
	if proxy == nil {
		return d.noConnection
	}
	limits := d.config.Limits
	return httpclient.Wait{
		Limit:   limits.Connect,
		Failure: httpclient.ByProxy(httpclient.NoConnection(limits.Connect, limits.ConnectOption), proxy.Addr),
	}
}

// proxy returns the proxy of req, and whether that proxy sends the answer. If the transport is not
// an *httpclient.Transport, there is no proxy.
func (d *Downloader) proxy(req *http.Request) (p *httpclient.Proxy, answers bool) {
	if t, ok := d.config.Transport.(*httpclient.Transport); ok {
		return t.Proxy(req)
	}
	return nil, false
}

// A synchronous transport reports whether all work for a request is done when its answer has ended
// or it has failed. For any other transport that is unknown.
type synchronous interface {
	Synchronous(*http.Request) bool
}

// isSynchronous reports whether the transport is known to be synchronous for req.
func (d *Downloader) isSynchronous(req *http.Request) bool {
	t, ok := d.config.Transport.(synchronous)
	return ok && t.Synchronous(req)
}
