package stages

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

// descriptors lets work wait that found the process, or the system, with too many files open, so that no job
// fails for it. Who waits opens nothing, so less is open; what is under way ends, and frees what it holds.
type descriptors struct {
	relieve   func() // closes what is open and not in use
	successes atomic.Uint64
}

// hopeless is how long nothing at all may succeed for want of descriptors before the run is given up.
const hopeless = 30 * time.Second

func newDescriptors(relieve func()) *descriptors { return &descriptors{relieve: relieve} }

// patiently calls op until it does not end for want of descriptors, and returns its error. The end of ctx ends
// the waiting: then the error is a Failure, cancelled. It is fatal when there is no hope.
func (d *descriptors) patiently(ctx context.Context, op func() error) error {
	var since time.Time // when something has succeeded last, as far as is known here; zero before the first wait
	var successes uint64
	for wait := 10 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := op()
		if isFatal(err) {
			return err
		}
		if !exhausted(err) {
			d.successes.Add(1)
			return err
		}
		if n := d.successes.Load(); since.IsZero() || n != successes {
			since, successes = time.Now(), n
		}
		if time.Since(since) > hopeless {
			return &fatal{fmt.Errorf("%w, for %v now; raise the limit (ulimit -n) or lower --workers", err, hopeless), outcome.Storage}
		}
		d.relieve()
		select {
		case <-ctx.Done():
			return outcome.Cancel(context.Cause(ctx))
		case <-time.After(wait):
		}
	}
}

// exhausted reports whether err is for want of descriptors. The resolver keeps only the text of its error; no
// other text is looked at, since it may be a server's.
func exhausted(err error) bool {
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		return true
	}
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && strings.Contains(dns.Err, syscall.EMFILE.Error())
}
