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

// A Progress counts results, and can report the progress of a run at any time. It is safe for use
// by several goroutines.
type Progress struct {
	started          time.Time
	total            int            // number of codes; 0 if it is not known
	share            func() float64 // of the list that was read, from 0 to 1; negative if it is not known
	ok, failed, rest atomic.Uint64
	bytes            atomic.Int64
}

// NewProgress begins to count. total is the number of codes. If the number is not known, it is 0,
// and share returns the share of the list that was read, or a negative number. share may be nil.
func NewProgress(total int, share func() float64) *Progress {
	if share == nil {
		share = func() float64 { return -1 }
	}
	return &Progress{started: time.Now(), total: total, share: share}
}

// Observe counts one result.
func (p *Progress) Observe(r *logline.Result) {
	switch r.Status {
	case outcome.OK:
		p.ok.Add(1)
		p.bytes.Add(r.Bytes)
	case outcome.NotFound, outcome.Error, outcome.Cancelled:
		p.failed.Add(1)
	default:
		p.rest.Add(1)
	}
}

// Done does nothing.
func (p *Progress) Done() {}

// counts are the counts of a Progress at a moment.
type counts struct {
	ok, failed, rest uint64
	bytes            int64
}

func (p *Progress) counts() counts {
	return counts{p.ok.Load(), p.failed.Load(), p.rest.Load(), p.bytes.Load()}
}

func (c counts) done() uint64 { return c.ok + c.failed + c.rest }

// part returns the part of the run that is done, from 0 to 1. If it is not known, it returns a
// negative number.
func (p *Progress) part(done uint64) float64 {
	if p.total > 0 {
		return float64(done) / float64(p.total)
	}
	return p.share()
}

// String is the progress in one line: `12000 done of 20000, 11800 ok, 200 failed, 410/s`. The rate
// is the average since the beginning. Codes that are neither ok nor failed were skipped or
// unchanged.
func (p *Progress) String() string {
	c := p.counts()
	var b strings.Builder
	fmt.Fprintf(&b, "%d done", c.done())
	if p.total > 0 {
		fmt.Fprintf(&b, " of %d", p.total)
	} else if share := p.share(); share >= 0 {
		fmt.Fprintf(&b, " (%s of the list)", percent(share))
	}
	fmt.Fprintf(&b, ", %d ok, %d failed", c.ok, c.failed)
	if c.rest > 0 {
		fmt.Fprintf(&b, ", %d skipped or unchanged", c.rest)
	}
	fmt.Fprintf(&b, ", %s/s", rate(float64(c.done()), time.Since(p.started)))
	return b.String()
}

// rate is n a second over the elapsed time, as text: 410, or 1.5 for a small rate.
func rate(n float64, in time.Duration) string {
	perSecond := n / max(in, time.Microsecond).Seconds()
	if perSecond < 10 {
		return strconv.FormatFloat(math.Round(perSecond*10)/10, 'f', -1, 64)
	}
	return strconv.FormatFloat(perSecond, 'f', 0, 64)
}

// percent returns a share in whole percent, rounded down.
func percent(share float64) string { return fmt.Sprintf("%d%%", int(share*100)) }
