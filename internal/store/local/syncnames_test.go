package local

import (
	"context"
	"errors"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// names is a Directory that has names but no files. One of its directories can't be synced.
type names struct {
	Directory
	there  []string
	failed string
}

func (n *names) SyncDir(_ context.Context, name string) error {
	if name == n.failed {
		return syscall.EIO
	}
	return nil
}

func (n *names) Remove(name string) error {
	n.there = slices.DeleteFunc(n.there, func(other string) bool { return other == name })
	return nil
}

// If a directory can't be synced, its files fail. Files of other directories, in the same group,
// stay.
func TestFailedDirectoryIsOfItsFiles(t *testing.T) {
	for failed, stay := range map[string]string{"a": "b/2 b/c/4", "b": "a/1 a/3", "b/c": "a/1 b/2 a/3", ".": ""} {
		dir := &names{failed: failed}
		var g group
		for _, name := range []string{"a/1", "b/2", "a/3", "b/c/4"} {
			dir.there = append(dir.there, name)
			g = append(g, entry{name: name})
		}
		New(dir, Options{Durable: true}).syncNames(t.Context(), g)
		var ok []string
		for e := range g.good() {
			ok = append(ok, e.name)
		}
		if got := strings.Join(ok, " "); got != stay || strings.Join(dir.there, " ") != stay {
			t.Errorf("where %s can't be synced: %s are ok, and %v there, want %s", failed, got, dir.there, stay)
		}
		if !errors.Is(g.fatal(), syscall.EIO) {
			t.Errorf("where %s can't be synced: %v", failed, g.fatal())
		}
	}
}
