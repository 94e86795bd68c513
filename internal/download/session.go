package download

import (
	"context"
	"net/http"
	"sync"

	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/internal/httpclient"
)

// A session is the part of an exchange that the next exchange uses again: a context that can be
// ended, the limit of waits, the trace in the context, and a request with the context.
type session struct {
	run     context.Context // the context of the run
	ctx     context.Context
	cancel  context.CancelCauseFunc
	limit   *httpclient.IdleTimeout // of one wait at a time
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

// watched makes h1 watch the context once for all exchanges.
func (s *session) watched() {
	if !s.isWatched {
		s.request = s.request.WithContext(h1.WithWatch(s.request.Context()))
		s.isWatched = true
	}
}

// end ends the session, and all work that is still done for its exchange.
func (s *session) end() {
	s.limit.End()
	s.cancel(nil)
}

// sessions are the sessions that wait for their next exchange. There are never more than there were
// exchanges at a time.
type sessions struct {
	mu   sync.Mutex
	idle []*session
}

// pop returns a session whose parent is the context of the run. If there is none, it returns nil.
func (p *sessions) pop(run context.Context) *session {
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

// put keeps a session for the next exchange. If the context of the session has ended, it ends the
// session.
func (p *sessions) put(s *session) {
	if s.ctx.Err() != nil {
		s.end()
		return
	}
	s.limit.Pause()
	s.reader = httpclient.IdleReader{}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, s)
}
