package local

import (
	"context"
	"errors"
	"iter"
	"path"
	"slices"
)

// A parent is a directory that has new names.
type parent struct {
	name string
	err  error // error of its sync
}

// syncNames makes the names durable. The name of a new directory is in the directory above, so all
// directories above are synced too. That is necessary even if hoist has not made them now: a killed
// run may have made them.
func (s *Store) syncNames(ctx context.Context, g group) {
	parents := g.parents()
	atOnce(parents, func(p *parent) { p.err = s.dir.SyncDir(ctx, p.name) })
	failed := slices.DeleteFunc(parents, func(p parent) bool { return p.err == nil })
	for e := range g.good() {
		e.try(func() error {
			if err := unsynced(failed, e.name); err != nil {
				return errors.Join(err, s.dir.Remove(e.name))
			}
			return nil
		})
	}
}

// parents returns all directories that have new names, and the directories above them.
func (g group) parents() []parent {
	seen := map[string]bool{}
	var parents []parent
	for e := range g.good() {
		for name := range above(e.name) {
			if !seen[name] {
				seen[name] = true
				parents = append(parents, parent{name: name})
			}
		}
	}
	return parents
}

// unsynced returns the reason why a name may not be durable; nil if it is durable. failed are the
// directories that could not be synced.
func unsynced(failed []parent, name string) error {
	for above := range above(name) {
		for _, p := range failed {
			if p.name == above {
				return p.err
			}
		}
	}
	return nil
}

// above yields the directory of a name, the directory above it, and so on up to the destination.
func above(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for name != "." {
			if name = path.Dir(name); !yield(name) {
				return
			}
		}
	}
}
