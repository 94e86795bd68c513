package command

import (
	"fmt"

	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/stages"
)

const (
	// These descriptors are opened after findRoom: two by the runtime for its poller, the log and
	// its lock, and two for the destination.
	laterDescriptors = 2 + 2 + 2
	listDescriptors  = 3 // for a list that is named at the end: two are for its directory

	// These descriptors are open for a moment while a file gets its name: two directories on the
	// way to it, and another descriptor of the file or of the file that it replaces. Without them
	// the files that wait for a name would never be closed.
	momentDescriptors = 3

	requestDescriptors   = 5 // two connections to a host of two address families, a name lookup, a file, a partial body's file
	descriptorsIfServing = 2 // additional ones if the practice server is in the same process
	groupsUnderway       = 3 // waiting, being synced, and being named
)

// A room is the number of workers and of files in a group that the limit on open files allows.
type room struct {
	workers int // at least 1
	group   int // number of files that are synced together, at least 1
}

// findRoom divides the descriptors that are free beside those of the lists. Up to a quarter is for
// files that wait for their sync. The rest is for workers, up to the wanted number. A limit on
// threads lowers the number of files that are synced together. If the limit on files is too low for
// one worker, findRoom returns an error.
func findRoom(wanted, lists int, serving bool) (room, error) {
	limit, known := fdlimit.Limit()
	if !known {
		return room{wanted, local.GroupSize}, nil
	}
	r, err := roomWithin(wanted, lists, limit, fdlimit.OpenNow(limit), serving)
	if threads, limited := fdlimit.MaxThreads(); limited && err == nil {
		r.group = min(r.group, int(max(threads/threadsPerSync, 1)))
	}
	return r, err
}

// threadsPerSync is the number of threads that must be available for each file that is synced at a
// time. The runtime needs some twenty threads in addition to those that wait for the disk, and ends
// the process if it can't start a thread.
const threadsPerSync = 4

// roomWithin is like findRoom, with a given limit and number of open files.
func roomWithin(wanted, lists int, limit, open uint64, serving bool) (room, error) {
	each := uint64(requestDescriptors)
	if serving {
		each += descriptorsIfServing
	}
	others := open + laterDescriptors + uint64(lists)*listDescriptors + momentDescriptors + local.Writers
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
