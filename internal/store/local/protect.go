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

// An OwnFile is a file that the run itself reads or writes. No code may replace it.
type OwnFile struct {
	What string   // as in "log"
	Path string   // empty if it is not known
	File *os.File // an open file, such as standard input; nil if only the path is known
}

// An ownFile has the properties of an OwnFile by which files are compared.
type ownFile struct {
	what string
	is   []fs.FileInfo // the file, and the links by which its path leads to it

	// If there is no file at the path yet: the directory and the name that the file will have. Else
	// directory is nil.
	directory fs.FileInfo
	name      string
}

// Protect keeps codes from replacing files of the run, under any of their names in the destination.
// The files must be open, except for the list that is named at the end. Protect must be called
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

// mostLinks is the number of links that Linux follows in a path (path_resolution(7)).
const mostLinks = 40

// follow adds the file at a path and, if it is a link, the files that it leads to.
func (o *ownFile) follow(at string) {
	for range mostLinks {
		if at == "" {
			return
		}
		directory, name := filepath.Split(at) // not cleaned: that would remove a/.., and a may be a link
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
	os.SameFile(info, info) // on Windows the first call opens the file by its path; later calls do not
	o.is = append(o.is, info)
}

// checkProtected returns a *NameError if the existing file, which info describes, is a file of the
// run.
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

// checkFree returns a *NameError for a name that a file of the run will have. It ignores case,
// since some file systems do.
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
