package stages

import (
	"fmt"
	"time"

	"github.com/hoist/hoist/internal/store"
)

// fileTimes are the times of the files that a run saves.
type fileTimes struct {
	remote bool              // a file gets the time of its Last-Modified
	notify func(text string) // receives the first failure; nil for none
}

// of returns the time for the file of a result. If the file keeps the time at which it is written,
// it returns the zero time.
func (t *fileTimes) of(f *Fetched) time.Time {
	if !t.remote {
		return time.Time{}
	}
	return f.Reply.Head.Modified()
}

// check gives notice of the first file whose time could not be set. The file is saved all the same:
// some file systems do not let a user set times.
func (t *fileTimes) check(r store.Result) {
	if r.TimeErr == nil || t.notify == nil {
		return
	}
	t.notify(fmt.Sprintf("--remote-time: can't set the time of %s: %v; this may concern other files too", r.Location, r.TimeErr))
	t.notify = nil
}
