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

// fatal marks an error that no other job will escape: it stops the run.
type fatal struct {
	error
	kind outcome.Kind // of the job that met it
}

func (f *fatal) Unwrap() error { return f.error }

// asFatal finds the fatal error in err. The cause of a cancelled job is another job's.
func asFatal(err error) (*fatal, bool) {
	if f, ok := errors.AsType[*outcome.Failure](err); ok && f.Status == outcome.Cancelled {
		return nil, false
	}
	return errors.AsType[*fatal](err)
}

func isFatal(err error) bool {
	_, ok := asFatal(err)
	return ok
}

const (
	// What is opened later than FindRoom is called: two by the runtime for its poller, the clock, the log and its lock, the
	// destination (two), and of the list of failed codes its folder (two) and the list.
	laterDescriptors = 2 + 1 + 2 + 2 + 3

	// What is opened for a moment: to name a file, two folders on the way to it, and another descriptor of the file or the one
	// that it replaces. Without these nothing that waits for a name would ever be closed.
	momentDescriptors = 3

	requestDescriptors   = 5 // two connections to a host of two address families, a name lookup, a file, a partial body's file
	descriptorsIfServing = 2 // more where the practice server is in the same process
	groupsUnderway       = 3 // that wait, are synced, and are named
)

// Room is what the limit on open files leaves room for.
type Room struct {
	Workers int // 1 or more
	Group   int // files made durable together, 1 or more
}

// FindRoom finds room for as many of the wanted workers as there can be, beside the files that are open already. Three
// eighths of it go to files on their way to being durable, up to all that are of use and that there may be threads to sync. With so low a limit that not even one
// worker could be sure to get on, it is an error.
func FindRoom(wanted int, serving bool) (Room, error) {
	limit, known := openFiles()
	if !known {
		return Room{wanted, groupSize}, nil
	}
	room, err := findRoom(wanted, limit, openNow(limit), serving)
	if threads, limited := maxThreads(); limited && err == nil {
		room.Group = min(room.Group, int(max(threads/threadsPerSync, 1)))
	}
	return room, err
}

// threadsPerSync is how many threads there should be for each file that is synced at once. The runtime needs some twenty
// beside those that wait for the disk, and ends the process when it can't have one more.
const threadsPerSync = 4

// findRoom is FindRoom where open files are there of limit that there may be.
func findRoom(wanted int, limit, open uint64, serving bool) (Room, error) {
	each := uint64(requestDescriptors)
	if serving {
		each += descriptorsIfServing
	}
	others := open + laterDescriptors + momentDescriptors + saveWorkers
	if least := others + groupsUnderway + each; limit < least {
		return Room{}, fmt.Errorf("the limit of %d open files, with %d open at the start, is too low to fetch anything; raise it to %d or more (ulimit -n)", limit, open, max(64, least))
	}
	free := limit - others
	group := min(max(free/8, 1), groupSize)
	free -= groupsUnderway * group
	return Room{Workers: int(min(max(free/each, 1), uint64(wanted))), Group: int(group)}, nil
}
