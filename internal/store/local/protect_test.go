package local

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hoist/hoist/internal/disk/disktest"
)

// A file of the run is not replaced under any of its names. A link that leads to it is not replaced
// either. A file with the same name in another directory is replaced.
func TestSpare(t *testing.T) {
	eachKind(t, func(t *testing.T, d *Dir) {
		outside := t.TempDir()
		in := func(name string) string { return filepath.Join(d.path, filepath.FromSlash(name)) }
		err := errors.Join(
			os.MkdirAll(in("a/b"), 0o777),
			os.WriteFile(in("log"), []byte("lines"), 0o666),
			os.WriteFile(filepath.Join(outside, "codes"), []byte("codes"), 0o666),
			os.WriteFile(in("stdin"), []byte("stdin"), 0o666),
			os.Link(in("log"), in("a/hard")),
		)
		if err != nil {
			t.Skip(err)
		}
		err = errors.Join(
			os.Symlink(in("log"), filepath.Join(outside, "log")),
			os.Symlink("second", in("first")), os.Symlink(filepath.Join(outside, "codes"), in("second")),
			os.Symlink(".", in("here")), os.Symlink("a/b", in("list-of")),
		)
		if err != nil {
			t.Skip(err)
		}
		stdin, err := os.Open(in("stdin"))
		if err != nil {
			t.Fatal(err)
		}
		defer stdin.Close()
		before := disktest.Tree(t, d.path)
		d.Protect(
			OwnFile{What: "log", Path: filepath.Join(outside, "log")},
			OwnFile{What: "file of codes", Path: in("first")},
			OwnFile{What: "file of codes", File: stdin},
			OwnFile{What: "list of failed codes", Path: in("list-of/List")},
			OwnFile{What: "nothing"}, OwnFile{What: "nothing", Path: in("no/where")}, OwnFile{What: "a directory", Path: outside},
		)
		for name, want := range map[string]string{
			"log": "log", "here/log": "log", "a/hard": "log", "first": "file of codes",
			"here/second": "file of codes", "stdin": "file of codes",
			"a/b/List": "list of failed codes", "a/b/list": "list of failed codes", "list-of/LIST": "list of failed codes",
		} {
			err := put(d, name, "new")
			refused, ok := errors.AsType[*NameError](err)
			if !ok || refused.Error() != "publish "+in(name)+": that is the "+want+" of this run" {
				t.Errorf("%s: %v", name, err)
			}
			if info, err := d.Stat(t.Context(), name); err == nil {
				t.Errorf("%s is taken for a file that is there: %v", name, info.Name())
			}
		}
		if diff := cmp.Diff(before, disktest.Tree(t, d.path)); diff != "" {
			t.Error(diff)
		}
		for _, name := range []string{"List", "a/log", "a/first", "a/b/where"} {
			if err := put(d, name, "new"); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
