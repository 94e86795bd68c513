package local

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/hoist/hoist/internal/fdlimit"
)

// An OwnFile is one that the run itself reads or writes. No code may replace it.
type OwnFile struct {
	What string   // as in "log"
	Path string   // empty where it is not known
	File *os.File // open, as standard input is; nil where only the path is known
}

// An ownFile is what of an OwnFile is compared.
type ownFile struct {
	what string
	is   []fs.FileInfo // the file, and the links by which its path leads to it

	// Where the path leads to nothing yet: the directory and the name that a file will have there.
	// directory is nil else.
	directory fs.FileInfo
	name      string
}

// Protect keeps codes from replacing files of the run, under whatever names these stand in the
// destination. They have to be open by now, but for the list that is named at the end. It is called
// before the first Publish.
func (d *Dir) Protect(files ...OwnFile) {
	for _, f := range files {
		own := ownFile{what: f.What}
		own.follow(f.Path)
		if f.File != nil {
			if info, err := f.File.Stat(); err == nil && info.Mode().IsRegular() {
				own.add(info)
			}
		}
		if own.is != nil || own.directory != nil {
			d.own = append(d.own, own)
		}
	}
}

// mostLinks is how many links Linux follows in a path (path_resolution(7)).
const mostLinks = 40

// follow adds what stands at a path and, while that is a link, what it leads to.
func (o *ownFile) follow(at string) {
	for range mostLinks {
		if at == "" {
			return
		}
		directory, name := filepath.Split(at) // as it stands: to clean it takes a/.. away, where a may be a link
		info, err := os.Lstat(at)
		if err != nil {
			if o.directory, err = os.Stat(directory + "."); err != nil {
				o.directory = nil
			}
			o.name = name
			return
		}
		o.add(info)
		if info.Mode().Type() != fs.ModeSymlink {
			return
		}
		if at, err = os.Readlink(at); err == nil && !filepath.IsAbs(at) {
			at = directory + at
		}
	}
}

func (o *ownFile) add(info fs.FileInfo) {
	os.SameFile(info, info) // on Windows it asks by the path when it is called first, and then never again
	o.is = append(o.is, info)
}

// checkProtected refuses to replace what has a name, which info describes, if it is a file of the
// run. The error is a *NameError.
func (d *Dir) checkProtected(name string, info fs.FileInfo) error {
	for _, own := range d.own {
		for _, it := range own.is {
			if os.SameFile(it, info) {
				return d.ownError(name, own)
			}
		}
	}
	return nil
}

// checkFree refuses a name that a file of the run will have. Case makes no difference, since it
// makes none to some file systems.
func (d *Dir) checkFree(name string) error {
	for _, own := range d.own {
		if own.directory == nil || !strings.EqualFold(own.name, path.Base(name)) {
			continue
		}
		directory, err := d.disk.Stat(path.Dir(name))
		switch {
		case fdlimit.IsExhausted(err):
			return err
		case err == nil && os.SameFile(directory, own.directory):
			return d.ownError(name, own)
		}
	}
	return nil
}

func (d *Dir) ownError(name string, own ownFile) error {
	return &NameError{d.full(name), fmt.Errorf("that is the %s of this run", own.what)}
}
