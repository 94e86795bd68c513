package stages

import (
	"fmt"
	"path/filepath"

	"github.com/hoist/hoist/sink"
)

// Reserved are names under the destination that no code may have, and what has them: files that the run itself reads or
// writes.
type Reserved map[string]string

// Reserve adds the file path, which is what, if it is in the folder dir or under it. Both are looked at through links;
// what can't be is somewhere else.
func (r Reserved) Reserve(dir, path, what string) {
	root, err := realPath(dir)
	if err != nil {
		return
	}
	folder, err := realPath(filepath.Dir(path))
	if err != nil {
		return
	}
	name, err := filepath.Rel(root, filepath.Join(folder, filepath.Base(path)))
	if err == nil && filepath.IsLocal(name) {
		r[filepath.ToSlash(name)] = what
	}
}

func realPath(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(path)
}

// check is why a name can't be had, nil if it can.
func (r Reserved) check(name string) error {
	if what, ok := r[name]; ok {
		return failure(sink.Storage, fmt.Errorf("publish %s: that is the %s of this run", name, what))
	}
	return nil
}
