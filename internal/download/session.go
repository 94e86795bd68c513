package download

import (
	"context"
	"net/http"
	"sync"

	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/internal/httpclient"
)

// A session is what an exchange needs beside its request, made to be used by one exchange after
// another: a context that can be ended, the limit of waits, the trace in the context, and a request
// that has it.
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

func (d *Downloader) newSession(run context.Context) *session {
	s := &session{run: run}
	s.ctx, s.cancel = context.WithCancelCause(run)
	s.limit = httpclient.NewIdleTimeout(s.cancel)
	s.trace = httpclient.NewTrace(s.limit, d.noAnswer, s.ctx.Done())
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

// sessions are those that wait for their next exchange, never more than there were exchanges at a
// time.
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

// put keeps a session for the next exchange, unless it has ended, or something may still go on in
// it.
func (p *sessions) put(s *session, goesOn bool) {
	s.limit.Pause()
	s.reader = httpclient.IdleReader{}
	if goesOn || s.ctx.Err() != nil {
		s.limit.End()
		s.cancel(nil)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, s)
}
