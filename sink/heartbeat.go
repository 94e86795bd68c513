package sink

import (
	"sync"
	"time"

	"github.com/hoist/hoist/internal/logline"
)

// A Heartbeat prints the progress of a run as a whole line, every so often.
type Heartbeat struct {
	console  *Console
	progress *Progress
	last     bool // a line is printed at the end too
	quit     chan struct{}
	ended    sync.WaitGroup
}

// NewHeartbeat prints a line on c every so often until Done. If last is true, Done prints a line
// too.
func NewHeartbeat(c *Console, p *Progress, every time.Duration, last bool) *Heartbeat {
	h := &Heartbeat{console: c, progress: p, last: last, quit: make(chan struct{})}
	h.ended.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				h.print()
			case <-h.quit:
				return
			}
		}
	})
	return h
}

// Observe does nothing: the Progress counts.
func (h *Heartbeat) Observe(*logline.Result) {}

// Done ends the lines.
func (h *Heartbeat) Done() {
	close(h.quit)
	h.ended.Wait()
	if h.last {
		h.print()
	}
}

func (h *Heartbeat) print() { h.console.Printf("hoist: %s\n", h.progress.Line()) }
