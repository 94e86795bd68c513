package stages

import (
	"context"
	"errors"
	"iter"
	"path"
	"slices"

	"github.com/hoist/hoist/sink"
)

// A folder is one that has new names.
type folder struct {
	name string
	err  error // of its sync
}

// settleNames makes the names durable. That of a new folder stands in the one above it, so all of these are synced too, and
// not only when hoist has made them now: a run that was killed may have done so before.
func (c *commit) settleNames(ctx context.Context, g group) {
	folders := g.folders()
	atOnce(folders, func(f *folder) { f.err = c.store.SyncDir(ctx, f.name) })
	failed := slices.DeleteFunc(folders, func(f folder) bool { return f.err == nil })
	for s := range g.good() {
		s.try(func() error {
			if err := unsettled(failed, s.Name); err != nil {
				return errors.Join(err, c.store.Remove(s.Name))
			}
			c.trace.step(s.Job, sink.Committed, 0)
			return nil
		})
	}
}

// folders are all that have new names, and those above them.
func (g group) folders() []folder {
	seen := map[string]bool{}
	var folders []folder
	for s := range g.good() {
		for name := range above(s.Name) {
			if !seen[name] {
				seen[name] = true
				folders = append(folders, folder{name: name})
			}
		}
	}
	return folders
}

// unsettled returns why a name is not sure to stay, nil if it is. failed are the folders that could not be synced.
func unsettled(failed []folder, name string) error {
	for above := range above(name) {
		for _, f := range failed {
			if f.name == above {
				return f.err
			}
		}
	}
	return nil
}

// above yields the folder that a name is in, the one above that, and so on, up to the destination.
func above(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for name != "." {
			if name = path.Dir(name); !yield(name) {
				return
			}
		}
	}
}
