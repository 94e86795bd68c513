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
			return &fatal{fmt.Errorf("%w, for %v now; raise the limit (ulimit -n) or lower --workers", err, hopeless)}
		}
		d.relieve()
		select {
		case <-ctx.Done():
			return cancelled(context.Cause(ctx))
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

// fatal marks an error that no other job will escape: it stops the run.
type fatal struct{ error }

func (f *fatal) Unwrap() error { return f.error }

func isFatal(err error) bool {
	_, ok := errors.AsType[*fatal](err)
	return ok
}

const (
	leastDescriptors     = 24 // what the runtime, the destination and one request need at the very least
	spareDescriptors     = 40 // for standard streams, the log, files of codes, the clock, and what the runtime opens
	requestDescriptors   = 5  // two connections to a host of two address families, a name lookup, a file, a partial body's file
	descriptorsIfServing = 2  // more where the practice server is in the same process
)

// Room is what the limit on open files leaves room for.
type Room struct {
	Workers int // 1 or more
	Group   int // files made durable together, 1 or more
}

// FindRoom finds room for as many of the wanted workers as there can be. Three eighths of it go to files on their way to
// being durable, up to all that are of use. With so low a limit that not even one worker could be sure to get on, it is
// an error.
func FindRoom(wanted int, serving bool) (Room, error) {
	limit, known := openFiles()
	if !known {
		return Room{wanted, groupSize}, nil
	}
	return findRoom(wanted, limit, serving)
}

func findRoom(wanted int, limit uint64, serving bool) (Room, error) {
	if limit < leastDescriptors {
		return Room{}, fmt.Errorf("the limit of %d open files is too low to fetch anything; raise it to 64 or more (ulimit -n)", limit)
	}
	each := uint64(requestDescriptors)
	if serving {
		each += descriptorsIfServing
	}
	free := limit - min(limit, spareDescriptors)
	group := min(max(free/8, 1), groupSize)
	free -= min(free, 3*group) // which wait, are synced, and are named
	return Room{Workers: int(min(max(free/each, 1), uint64(wanted))), Group: int(group)}, nil
}
