package command

import (
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/failedlist"
	"github.com/hoist/hoist/internal/manifest"
	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/internal/store/local"
)

// An ownFile is a file that the run itself reads or writes. No code may replace it. If the run
// writes it, no other option may use it.
type ownFile struct {
	local.OwnFile
	name string // as the user gave it
	use  use
	// effect of writing the file, and advice for the user
	effect, advice string
}

// A use is the way in which the run uses an own file.
type use int

const (
	unused use = iota // open, but neither read nor written
	read
	written
	replaced // by a new file, even if it is open
)

// ownFiles returns all own files. Files that may be written come first. If standard input has the
// codes, readsStdin is set.
func ownFiles(c *cli.Context, readsStdin bool) []ownFile {
	log := c.String("log")
	stdin, stdout := unused, unused
	if log == "-" {
		log = ""
	}
	if log == "" {
		stdout = written
	}
	if readsStdin {
		stdin = read
	}
	file := func(what, path string) local.OwnFile { return local.OwnFile{What: what, Path: path} }
	files := []ownFile{
		{file(failedlist.What, c.String("failed")), "--failed " + c.String("failed"), replaced,
			"the list of failed codes replaces it", "give --failed another PATH"},
		{file(manifest.What, c.String("manifest")), "--manifest " + c.String("manifest"), replaced,
			"the manifest replaces it", "give --manifest another PATH"},
		{file("log", log), "--log " + log, written, "the lines go there", "give --log another PATH"},
		{local.OwnFile{What: "standard output", File: os.Stdout}, "standard output", stdout, "the lines go there", "use --log PATH"},
		{
			local.OwnFile{What: "standard error", File: os.Stderr}, "standard error", written,
			"messages go there", "send them to another file",
		},
		{local.OwnFile{What: "file of codes", File: os.Stdin}, "standard input", stdin, "", ""},
	}
	for _, path := range c.StringSlice("file") {
		if path != "-" {
			files = append(files, ownFile{OwnFile: file("file of codes", path), name: "--file " + path, use: read})
			index := filepath.Join(filepath.Dir(path), parts.IndexName)
			if _, isPart := parts.Number(path); isPart && isRegular(index) {
				files = append(files, ownFile{OwnFile: file("index of the parts", index), name: index, use: read})
			}
		}
	}
	for _, option := range []string{"cacert", "add-ca", "cert", "key"} {
		path := c.String(option)
		files = append(files, ownFile{OwnFile: file("file of --"+option, path), name: "--" + option + " " + path, use: read})
	}
	if c.Bool("netrc") {
		if path, err := netrcPath(); err == nil {
			files = append(files, ownFile{OwnFile: file("file of --netrc", path), name: "--netrc (" + path + ")", use: read})
		}
	}
	return files
}

// checkApart refuses a file with two uses if one of them writes it, since that would destroy the
// content for the other use. Standard output and error may share a file, as with `>all 2>&1`. A
// standard stream that is not used may be any file that is not replaced.
func checkApart(files []ownFile) error {
	for i, a := range files {
		for _, b := range files[i+1:] {
			streams := a.File == os.Stdout && b.File == os.Stderr
			conflict := a.use == replaced || a.use == written && b.use != unused && !streams
			if conflict && isSame(a.OwnFile, b.OwnFile) {
				return usagef("%s and %s are the same file, and %s; %s", a.name, b.name, a.effect, a.advice)
			}
		}
	}
	return nil
}

// isSame reports whether two own files are the same regular file, which may not exist yet.
func isSame(a, b local.OwnFile) bool {
	first, firstErr := stat(a)
	second, secondErr := stat(b)
	switch {
	case firstErr == nil && secondErr == nil:
		return first.Mode().IsRegular() && os.SameFile(first, second)
	case firstErr == nil || secondErr == nil:
		return false
	}
	return isSameNew(a.Path, b.Path)
}

func stat(f local.OwnFile) (os.FileInfo, error) {
	if f.File != nil {
		return f.File.Stat()
	}
	return os.Stat(f.Path)
}

// isSameNew reports whether two paths lead to the same file, which does not exist yet. An empty
// path leads to no file.
func isSameNew(a, b string) bool {
	a, b = newPath(a), newPath(b)
	if a == "" || b == "" || filepath.Base(a) != filepath.Base(b) {
		return false
	}
	first, err := os.Stat(filepath.Dir(a))
	if err != nil {
		return false
	}
	second, err := os.Stat(filepath.Dir(b))
	return err == nil && os.SameFile(first, second)
}

// newPath returns the path of the file that opening path would make. It is another one if path is a
// link to a file that does not exist. If links lead in a circle, newPath returns "".
func newPath(path string) string {
	for range 40 { // as many links as Linux follows
		target, err := os.Readlink(path)
		if err != nil {
			return path
		}
		if !filepath.IsAbs(target) {
			directory, _ := filepath.Split(path) // not cleaned: that would remove a/.., and a may be a link
			target = directory + target
		}
		path = target
	}
	return ""
}
