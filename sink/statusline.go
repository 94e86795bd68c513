package sink

import (
	"os"
	"sync"
	"time"

	"github.com/hoist/hoist/internal/logline"
)

// A StatusLine shows the progress of a run in one line of a terminal:
//
//	1200/5000 [====>     ] 24% 1190 ok 10 failed 410/s 1.2 MB/s 9s left
//	1200/5000 24% 1190 ok 10 failed: waiting for example.org: Retry-After 40 s
//
// The second form shows why nothing moves.
type StatusLine struct {
	console  *Console
	progress *Progress
	reason   Reason
	style    style
	recent   []sample // the last of them, the oldest first
	over     bool     // there is no time left
	quit     chan struct{}
	ended    sync.WaitGroup
}

// A sample is a count at a moment.
type sample struct {
	at time.Time
	counts
}

const (
	drawEvery  = 200 * time.Millisecond
	rateOver   = 5 * time.Second        // the time over which rates are measured
	stillAfter = 500 * time.Millisecond // without a result for so long, the line shows why
)

// A Reason returns a text that takes the place of the rates in a status line: why nothing moves, or
// that the run stops. It is empty for the rates. still reports whether no result came for a while.
type Reason func(still bool) string

// NewStatusLine draws a line on c until Done. reason may be nil.
func NewStatusLine(c *Console, p *Progress, reason Reason) *StatusLine {
	if reason == nil {
		reason = noReason
	}
	s := &StatusLine{console: c, progress: p, reason: reason, style: styleOf(os.Getenv), quit: make(chan struct{})}
	s.draw(time.Now())
	s.ended.Go(func() {
		ticker := time.NewTicker(drawEvery)
		defer ticker.Stop()
		for {
			select {
			case now := <-ticker.C:
				s.draw(now)
			case <-s.quit:
				return
			}
		}
	})
	return s
}

// Observe does nothing: the Progress counts.
func (s *StatusLine) Observe(*logline.Result) {}

// Done draws the line a last time and leaves it there.
func (s *StatusLine) Done() {
	close(s.quit)
	s.ended.Wait()
	s.reason, s.over = noReason, true
	s.draw(time.Now())
	s.console.LeaveStatus()
}

func noReason(bool) string { return "" }

func (s *StatusLine) draw(now time.Time) {
	s.console.SetStatus(s.state(now).line(s.console.Width(), s.style))
}

// state takes a sample and returns the state of the run.
func (s *StatusLine) state(now time.Time) state {
	c := s.progress.counts()
	s.recent = append(s.recent, sample{now, c})
	for len(s.recent) > 2 && now.Sub(s.recent[1].at) >= rateOver {
		s.recent = s.recent[1:]
	}
	first := s.recent[0]
	elapsed := now.Sub(first.at)
	if first.at.Sub(s.progress.started) < drawEvery { // since the beginning
		elapsed, first.counts = now.Sub(s.progress.started), counts{}
	}
	st := state{counts: c}
	st.total, st.part = s.progress.extent(c.done())
	seconds := max(elapsed, time.Millisecond).Seconds()
	st.rate = float64(c.done()-first.done()) / seconds
	st.byteRate = float64(c.bytes-first.bytes) / seconds
	if st.part > 0 && st.rate > 0 && !s.over {
		st.left = time.Duration(float64(c.done()) * (1 - st.part) / st.part / st.rate * float64(time.Second))
	}
	st.reason = s.reason(s.isStill(now, c))
	return st
}

// isStill reports whether no result and no byte came for a while.
func (s *StatusLine) isStill(now time.Time, c counts) bool {
	for i := len(s.recent) - 1; i >= 0; i-- {
		if s.recent[i].counts != c {
			return false
		}
		if now.Sub(s.recent[i].at) >= stillAfter {
			return true
		}
	}
	return false
}
