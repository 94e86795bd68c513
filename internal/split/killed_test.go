package split

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/parts"
)

// put writes files into a new directory.
func put(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// names returns the names of all files below a directory.
func names(t *testing.T, dir string) string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			all = append(all, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

// markOf returns the index of a split that made the parts, of one byte each.
func markOf(t *testing.T, names ...string) string {
	t.Helper()
	x := parts.Index{Version: parts.IndexVersion, Parts: len(names), Ending: ".zst"}
	for i, name := range names {
		x.Each = append(x.Each, parts.IndexEntry{Part: i + 1, Name: name, Size: 1})
	}
	text, err := x.Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Parts are removed only if a killed split had begun to name them. Others are refused, and stay.
func TestPartsOfKilledSplit(t *testing.T) {
	index := parts.Index{Parts: 1, Ending: ".zst"}
	mark := markOf(t, "00001.zst", "", "00003.csv.zst")
	for name, files := range map[string]map[string]string{
		"an empty directory":      {".hoist-split/lock": "", "00001.zst": "x"},
		"before the index":        {".hoist-split/00001.zst": "", "00001.zst": "x"},
		"half an index":           {".hoist-split/parts.json": mark[:len(mark)-4], "00001.zst": "x"},
		"another part beside one": {".hoist-split/parts.json": mark, "00001.zst": "x", "00002.zst": "x"},
		"a list of that name":     {".hoist-split/parts.json": mark, "00001.zst": "list"},
	} {
		dir := put(t, files)
		delete(files, ".hoist-split/lock")
		want := names(t, put(t, files))
		if _, err := Create(dir, index, '\n'); !isExists(err, false) {
			t.Errorf("%s: got %v", name, err)
		}
		if got := names(t, dir); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	dir := put(t, map[string]string{
		".hoist-split/lock": "", ".hoist-split/parts.json": mark, ".hoist-split/00003.csv.zst": "x",
		"00001.zst": "x", "notes.txt": "", "1.zst": "",
	})
	write(t, dir, index, 10)
	if got, want := names(t, dir), "00001.zst 1.zst notes.txt parts.json"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if text := read(t, filepath.Join(dir, "00001.zst")); strings.HasPrefix(text, "x") {
		t.Errorf("part 1: %q", text)
	}
}

func isExists(err error, index bool) bool {
	exists, ok := errors.AsType[*ExistsError](err)
	return ok && exists.Index == index
}

// The files to which a symbolic link in place of the temporary directory leads stay.
func TestTemporaryLink(t *testing.T) {
	for _, target := range []string{"precious", "missing"} {
		dir := put(t, map[string]string{"precious/a": "x", "parts/b": ""})
		if err := os.Symlink(filepath.Join("..", target), filepath.Join(dir, "parts", parts.SplitDir)); err != nil {
			t.Skip(err)
		}
		_, err := Create(filepath.Join(dir, "parts"), parts.Index{Parts: 1, Ending: ".zst"}, '\n')
		if err == nil || !strings.Contains(err.Error(), "its .hoist-split must be a directory") {
			t.Errorf("%s: got %v", target, err)
		}
		if got, want := names(t, dir), "parts/.hoist-split parts/b precious/a"; got != want {
			t.Errorf("%s: got %s, want %s", target, got, want)
		}
	}
}

// After a kill at any step of publishing, the next split makes its parts. An index has all its
// parts beside it.
func TestKilledPublish(t *testing.T) {
	const codes = 100
	want := write(t, t.TempDir(), parts.Index{Parts: 4, Ending: ".zst"}, codes)
	for _, next := range []parts.Index{{Parts: 4, Ending: ".zst"}, {Parts: 2, Ending: ".csv.zst"}} {
		for named := range len(want.Each) + 2 { // the last but one has all parts, and the last the index too
			dir := t.TempDir()
			w, err := Create(dir, parts.Index{Parts: 4, Ending: ".zst"}, '\n')
			if err != nil {
				t.Fatal(err)
			}
			addAll(t, w, 0, codes)
			kill(t, w, named)
			w, err = Create(dir, next, '\n')
			if named > len(want.Each) {
				if !isExists(err, true) {
					t.Errorf("the index has its name: got %v", err)
				}
				continue
			}
			if err != nil {
				t.Fatalf("%d parts had names: %v", named, err)
			}
			if got, want := names(t, dir), ".hoist-split/lock"; got != want {
				t.Errorf("%d parts had names: %s is left, want %s", named, got, want)
			}
			addAll(t, w, 0, codes)
			x, err := w.Finish(parts.List{})
			if err := errors.Join(err, w.Close()); err != nil || x.Codes != codes {
				t.Errorf("%d parts had names: %d codes, %v", named, x.Codes, err)
			}
		}
	}
}

// kill ends a split after it has named some files, as a kill does.
func kill(t *testing.T, w *Writer, named int) {
	t.Helper()
	for i := range w.parts {
		if err := w.flush(i + 1); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	w.sum()
	err := errors.Join(w.place.syncAll(w.index.Each), w.place.writeIndex(&w.index))
	for i := range min(named, len(w.index.Each)) {
		err = errors.Join(err, w.place.name(w.index.Each[i].Name))
	}
	if named > len(w.index.Each) {
		err = errors.Join(err, w.place.name(parts.IndexName))
	}
	if err := errors.Join(err, w.place.lock.Close()); err != nil {
		t.Fatal(err)
	}
}

// The temporary directory of a split that was killed after its index had a name is removed, unless
// another split has locked it.
func TestClean(t *testing.T) {
	dir := put(t, map[string]string{"parts.json": "", ".hoist-split/lock": "", ".hoist-split/00001.zst": ""})
	lock, err := os.OpenFile(filepath.Join(dir, parts.SplitDir, lockName), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if err := (&place{dir: dir}).take(lock); err != nil {
		t.Fatal(err)
	}
	if err := Clean(dir); err == nil || names(t, dir) != ".hoist-split/00001.zst .hoist-split/lock parts.json" {
		t.Errorf("locked: %v, and there are %s", err, names(t, dir))
	}
	lock.Close()
	for range 2 { // the second time nothing is left
		if err := Clean(dir); err != nil {
			t.Error(err)
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
			t.Errorf("files: %v, %v", files, err)
		}
	}
}
