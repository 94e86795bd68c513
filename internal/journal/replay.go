package journal

import (
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/sourcegraph/conc"
)

// A replay reads the whole lines of a log into an index, block by block, with as many workers as
// there are processors. It holds a block and the line at its end for each.
type replay struct {
	log    io.ReaderAt
	end    int64 // offset after the last line feed
	now    origin
	index  *index
	owners *index
	tuning tuning

	options Options

	next atomic.Int64 // block that is read next

	mu                    sync.Mutex
	firstRun, firstResult int64 // offsets of lines, or never
	bad                   int64 // offset of the first bad line, or of the block that could not be read
	why                   error

	// The spellings of the destination in the run lines, each once, without the spelling of this
	// run.
	outs     []string
	unnamed  bool // there is a saving without a name
	headless bool // there is a result before any run line
}

const never = math.MaxInt64

// run reads the log. A bad line is a *lineError.
func (r *replay) run() error {
	r.firstRun, r.firstResult, r.bad = never, never, never
	var workers conc.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			b := &blockReader{replay: r, buf: make([]byte, 0, r.tuning.block+1)}
			for {
				start := (r.next.Add(1) - 1) * r.tuning.block
				if start >= r.end || r.gaveUp(start) {
					return
				}
				r.took(b.read(start, min(start+r.tuning.block, r.end)))
			}
		})
	}
	workers.Wait()
	if r.why != nil {
		return r.why
	}
	r.headless = r.firstResult < r.firstRun
	r.index.finish()
	r.owners.finish()
	return nil
}

// A lineError is the error of a bad line at offset.
type lineError struct {
	offset int64
	err    error
}

func (e *lineError) Error() string { return fmt.Sprintf("at byte %d: %v", e.offset, e.err) }

// gaveUp reports whether a line before start is bad. Blocks are begun in order, so the first bad
// line is found.
func (r *replay) gaveUp(start int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.bad < start
}

// A blockResult has the findings of a block without its entries.
type blockResult struct {
	firstRun, firstResult int64
	bad                   int64 // never without err
	err                   error
	outs                  []string // as replay.outs
	unnamed               bool
}

func (r *replay) took(b blockResult) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.firstRun, r.firstResult = min(r.firstRun, b.firstRun), min(r.firstResult, b.firstResult)
	r.unnamed = r.unnamed || b.unnamed
	for _, out := range b.outs {
		if !slices.Contains(r.outs, out) {
			r.outs = append(r.outs, out)
		}
	}
	if b.bad < r.bad {
		r.bad, r.why = b.bad, b.err
	}
}
