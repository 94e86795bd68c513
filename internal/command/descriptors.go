package command

import (
	"fmt"

	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/stages"
)

const (
	// The descriptors that are opened after findRoom: two by the runtime for its poller, the log
	// and its lock, two for the destination, and three for the list of failed codes (two for its
	// directory).
	laterDescriptors = 2 + 2 + 2 + 3

	// The descriptors that are open for a moment to name a file: two directories on the way to it,
	// and another descriptor of the file or of the file that it replaces. Without these, the files
	// that wait for a name would never be closed.
	momentDescriptors = 3

	requestDescriptors   = 5 // two connections to a host of two address families, a name lookup, a file, a partial body's file
	descriptorsIfServing = 2 // more if the practice server is in the same process
	groupsUnderway       = 3 // waiting, being synced, and being named
)

// A room is the number of workers and files for which the limit on open files leaves room.
type room struct {
	workers int // 1 or more
	group   int // files made durable together, 1 or more
}

// findRoom divides the free descriptors. Up to a quarter goes to files that wait for their sync.
// The rest goes to workers, up to the wanted number. A limit on threads lowers the number of synced
// files. If the limit does not suffice for one worker, it returns an error.
func findRoom(wanted int, serving bool) (room, error) {
	limit, known := fdlimit.Limit()
	if !known {
		return room{wanted, local.GroupSize}, nil
	}
	r, err := roomWithin(wanted, limit, fdlimit.OpenNow(limit), serving)
	if threads, limited := fdlimit.MaxThreads(); limited && err == nil {
		r.group = min(r.group, int(max(threads/threadsPerSync, 1)))
	}
	return r, err
}

// threadsPerSync is the number of threads that there should be for each file that is synced at
// once. The runtime needs some twenty threads beside the threads that wait for the disk, and ends
// the process if it can't start another.
const threadsPerSync = 4

// roomWithin is findRoom for a given limit and a given number of open files.
func roomWithin(wanted int, limit, open uint64, serving bool) (room, error) {
	each := uint64(requestDescriptors)
	if serving {
		each += descriptorsIfServing
	}
	others := open + laterDescriptors + momentDescriptors + local.Writers
	if least := others + groupsUnderway + each + ahead(1); limit < least {
		return room{}, fmt.Errorf("the limit of %d open files, with %d open at the start, is too low "+
			"to fetch anything; raise it to %d or more (ulimit -n)", limit, open, max(64, least))
	}
	free := limit - others
	group := min(max(free/12, 1), local.GroupSize)
	free -= groupsUnderway * group
	workers := max(min(int(free/each), wanted), 1)
	for workers > 1 && uint64(workers)*each+ahead(workers) > free {
		workers--
	}
	return room{workers: workers, group: int(group)}, nil
}

// ahead returns the number of files of bodies that may be open between the workers and the store.
func ahead(workers int) uint64 { return uint64(stages.BodiesAhead(workers)) }
