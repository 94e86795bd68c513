package sink

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// A Progress counts results, and can report the progress of a run at any time. It is safe for use
// by several goroutines.
type Progress struct {
	started          time.Time
	total            int // number of codes; 0 if it is not known
	list             List
	received         *atomic.Int64
	ok, failed, rest atomic.Uint64

	mu           sync.Mutex
	last, before sample // of the last two lines, or of the beginning
}

// closestLines is the least time over which the rate of a line is measured.
const closestLines = time.Second

// A List returns the number of codes of a list that were read, and the share of the list that they
// are, from 0 to 1. If the share is not known, it is negative. If all of the list was read, all is
// true.
type List func() (codes uint64, share float64, all bool)

// NewProgress begins to count. total is the number of codes. If the number is not known, total is
// 0, and list reports how much of it was read. received counts the bytes of bodies as they come.
// list and received may be nil.
func NewProgress(total int, list List, received *atomic.Int64) *Progress {
	if list == nil {
		list = func() (uint64, float64, bool) { return 0, -1, false }
	}
	if received == nil {
		received = new(atomic.Int64)
	}
	p := &Progress{started: time.Now(), total: total, list: list, received: received}
	p.last.at, p.before.at = p.started, p.started
	return p
}

// Observe counts one result. A cancelled code is not done.
func (p *Progress) Observe(r *logline.Result) {
	switch r.Status {
	case outcome.OK:
		p.ok.Add(1)
	case outcome.NotFound, outcome.Error:
		p.failed.Add(1)
	case outcome.Cancelled:
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
	return counts{p.ok.Load(), p.failed.Load(), p.rest.Load(), p.received.Load()}
}

func (c counts) done() uint64 { return c.ok + c.failed + c.rest }

// extent returns the number of codes, or 0 if it is not known, and the part of them that is done,
// from 0 to 1. If the part is not known, it is negative.
func (p *Progress) extent(done uint64) (total uint64, part float64) {
	if p.total > 0 {
		return uint64(p.total), float64(done) / float64(p.total)
	}
	read, share, all := p.list()
	switch {
	case share < 0:
		return 0, -1
	case read == 0:
		return 0, 0
	case all:
		total = read
	}
	return total, share * float64(done) / float64(read)
}

// Line returns the progress in one line: `12000 done of 20000, 11800 ok, 200 failed, 410/s`. The
// rate is that since the line before, or since the beginning. If the line before is not a second
// old, it is the rate since the line before that. Codes that are neither ok nor failed were skipped
// or unchanged.
func (p *Progress) Line() string {
	c := p.counts()
	now := sample{time.Now(), c}
	since := p.since(now)
	var b strings.Builder
	fmt.Fprintf(&b, "%d done", c.done())
	if total, part := p.extent(c.done()); total > 0 {
		fmt.Fprintf(&b, " of %d", total)
	} else if part >= 0 {
		fmt.Fprintf(&b, " (%s of the list)", percent(part))
	}
	fmt.Fprintf(&b, ", %d ok, %d failed", c.ok, c.failed)
	if c.rest > 0 {
		fmt.Fprintf(&b, ", %d skipped or unchanged", c.rest)
	}
	fmt.Fprintf(&b, ", %s/s", rate(float64(c.done()-since.done()), now.at.Sub(since.at)))
	return b.String()
}

// since returns the sample since which the rate of a line counts, and records the line.
func (p *Progress) since(now sample) sample {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.at.Sub(p.last.at) < closestLines {
		return p.before
	}
	since := p.last
	p.before, p.last = p.last, now
	return since
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
