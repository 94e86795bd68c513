package stages

import (
	"context"
	"net/http"
	"sync"

	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/internal/httpclient"
)

// A session is what an exchange needs beside its request, made to be used by one exchange after another: a context that
// can be ended, the limit of waits, the trace in the context, and a request that has it.
type session struct {
	run     context.Context // the context of the run
	ctx     context.Context
	cancel  context.CancelCauseFunc
	limit   *httpclient.IdleTimeout // of one wait after the other
	trace   *httpclient.Trace
	request *http.Request
	reader  httpclient.IdleReader // of the body

	isWatched bool
}

func (x *exchanger) newSession(run context.Context) *session {
	s := &session{run: run}
	s.ctx, s.cancel = context.WithCancelCause(run)
	s.limit = httpclient.NewIdleTimeout(s.cancel, x.clock)
	s.trace = httpclient.NewTrace(s.limit, x.noAnswer, s.ctx.Done())
	s.request = new(http.Request).WithContext(s.trace.Context(s.ctx))
	return s
}

// watched has h1 watch over the context once for all exchanges.
func (s *session) watched() {
	if !s.isWatched {
		s.request = s.request.WithContext(h1.WithWatch(s.request.Context()))
		s.isWatched = true
	}
}

// sessions are those that wait for their next exchange, never more than there were exchanges at a time.
type sessions struct {
	mu   sync.Mutex
	idle []*session
}

// take returns a session under the context of the run, nil where there is none.
func (p *sessions) take(run context.Context) *session {
	p.mu.Lock()
	defer p.mu.Unlock()
	for n := len(p.idle); n > 0; n-- {
		s := p.idle[n-1]
		p.idle = p.idle[:n-1]
		if s.run == run && s.ctx.Err() == nil {
			return s
		}
		s.cancel(nil)
	}
	return nil
}

// A synchronous transport can say of a request that nothing will go on for it when its answer has ended, or none came. Of
// any other transport it is not known.
type synchronous interface {
	Synchronous(*http.Request) bool
}

// isSynchronous reports whether nothing will go on for req when its answer has ended.
func (x *exchanger) isSynchronous(req *http.Request) bool {
	t, ok := x.transport.(synchronous)
	return ok && t.Synchronous(req)
}

// proxy is the proxy of req, and whether the answer is that proxy's. Of a transport that can't say so there is none.
func (x *exchanger) proxy(req *http.Request) (p *httpclient.Proxy, answers bool) {
	if t, ok := x.transport.(*httpclient.Transport); ok {
		return t.Proxy(req)
	}
	return nil, false
}

// put keeps a session for the next exchange, unless it has ended, or something may still go on in it.
func (x *exchanger) put(s *session, goesOn bool) {
	s.limit.Pause()
	s.reader = httpclient.IdleReader{}
	if goesOn || s.ctx.Err() != nil {
		s.limit.End()
		s.cancel(nil)
		return
	}
	x.sessions.mu.Lock()
	defer x.sessions.mu.Unlock()
	x.sessions.idle = append(x.sessions.idle, s)
}
