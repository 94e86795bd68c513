package sink

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// A Progress counts results, and can report the progress of a run at any time.
type Progress struct {
	started          time.Time
	total            int // 0 if it is not known
	ok, failed, rest atomic.Uint64
}

// NewProgress begins to count. total is the number of codes. If the number is not known, it is 0.
func NewProgress(total int) *Progress {
	return &Progress{started: time.Now(), total: total}
}

// Observe counts one result.
func (p *Progress) Observe(r *logline.Result) {
	switch r.Status {
	case outcome.OK:
		p.ok.Add(1)
	case outcome.NotFound, outcome.Error, outcome.Cancelled:
		p.failed.Add(1)
	default:
		p.rest.Add(1)
	}
}

// Done does nothing.
func (p *Progress) Done() {}

// String is the progress in one line: `12000 of 20000 done, 11800 ok, 200 failed, 410/s`. The rate
// is the average since the beginning. Codes that are neither ok nor failed were skipped or
// unchanged. It is safe for use by several goroutines.
func (p *Progress) String() string {
	ok, failed, rest := p.ok.Load(), p.failed.Load(), p.rest.Load()
	done := ok + failed + rest
	var b strings.Builder
	fmt.Fprint(&b, done)
	if p.total > 0 {
		fmt.Fprintf(&b, " of %d", p.total)
	}
	fmt.Fprintf(&b, " done, %d ok, %d failed", ok, failed)
	if rest > 0 {
		fmt.Fprintf(&b, ", %d skipped or unchanged", rest)
	}
	fmt.Fprintf(&b, ", %s/s", rate(done, time.Since(p.started)))
	return b.String()
}

// rate is n a second over the elapsed time, as text: 410, or 1.5 for a small rate.
func rate(n uint64, in time.Duration) string {
	perSecond := float64(n) / max(in, time.Microsecond).Seconds()
	if perSecond < 10 {
		return strconv.FormatFloat(math.Round(perSecond*10)/10, 'f', -1, 64)
	}
	return strconv.FormatFloat(perSecond, 'f', 0, 64)
}
