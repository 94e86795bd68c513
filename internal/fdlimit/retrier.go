// Package fdlimit retries calls that fail because too many files are open, so that no job fails for
// that reason. A call that waits opens no files, and other calls end and close theirs. Before each
// wait a [Retrier] closes unused files: idle connections. If no call succeeds for [GiveUpAfter],
// the run ends.
//
// [Limit], [OpenNow] and [MaxThreads] return the limits of the process, so that they can be divided
// among workers and files before a run begins.
package fdlimit

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hoist/hoist/internal/outcome"
)

// A Retrier repeats calls that failed because too many files were open in the process or the
// system. It is safe for concurrent use.
type Retrier struct {
	relieve   func() // closes unused files
	successes atomic.Uint64
}

// GiveUpAfter is the longest time without a successful call, while too many files are open. Then
// the run ends.
const GiveUpAfter = 30 * time.Second

// New returns a Retrier. relieve closes unused files. It is called before each wait.
func New(relieve func()) *Retrier { return &Retrier{relieve: relieve} }

// Do calls op until its error is not about too many open files, and returns that error. The end of
// ctx ends the waits with a Failure, cancelled. After GiveUpAfter without any success the error is
// an outcome.Fatal.
func (d *Retrier) Do(ctx context.Context, op func() error) error {
	var since time.Time // when something has succeeded last, as far as is known here; zero before the first wait
	var successes uint64
	for wait := 10 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := op()
		if outcome.IsFatal(err) {
			return err
		}
		if !IsExhausted(err) {
			d.successes.Add(1)
			return err
		}
		if n := d.successes.Load(); since.IsZero() || n != successes {
			since, successes = time.Now(), n
		}
		if time.Since(since) > GiveUpAfter {
			return &outcome.Fatal{
				Err:  fmt.Errorf("%w, for %v now; raise the limit (ulimit -n) or lower --workers", err, GiveUpAfter),
				Kind: outcome.Storage,
			}
		}
		d.relieve()
		select {
		case <-ctx.Done():
			return outcome.Cancel(context.Cause(ctx))
		case <-time.After(wait):
		}
	}
}

// IsExhausted reports whether too many files were open according to err. The resolver keeps only
// the text of its error, so that text is checked. No other text is checked, since it may come from
// a server.
func IsExhausted(err error) bool {
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		return true
	}
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && strings.Contains(dns.Err, syscall.EMFILE.Error())
}
