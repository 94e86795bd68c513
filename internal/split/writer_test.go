package split

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/hoist/hoist/internal/heaptest"
	"github.com/hoist/hoist/internal/parts"
)

// write writes n codes of different hosts into parts.
func write(t *testing.T, dir string, index parts.Index, n int) *parts.Index {
	t.Helper()
	w, err := Create(dir, index, '\n')
	if err != nil {
		t.Fatal(err)
	}
	addAll(t, w, 0, n)
	x, err := w.Finish(parts.List{Bytes: 5, SHA256: "ab"})
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return x
}

func addAll(t *testing.T, w *Writer, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		host := "host" + strconv.Itoa(i)
		text := "https://" + host + "/some/path/of/a/file.jpg"
		if err := w.Add(parts.Of(host, w.index.Parts), parts.Entry{Seq: uint64(i + 1)}, text, parts.Hash(host)); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	text, err := d.DecodeAll(content, nil)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return string(text)
}

// Each part has its codes in order, with the header before them, and the index has their sums.
func TestWriter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	const codes = 20_000 // several buffers a part
	x := write(t, dir, parts.Index{Parts: 5, By: parts.ByHost, Ending: ".csv.zst", Header: "url"}, codes)
	sum := parts.Sum{}
	for _, e := range x.Each {
		lines := strings.SplitAfter(read(t, filepath.Join(dir, e.Name)), "\n")
		if lines[0] != "url\n" || uint64(len(lines)-2) != e.Codes {
			t.Errorf("part %d: %d codes of %d after %q", e.Part, len(lines)-2, e.Codes, lines[0])
		}
		last, bytes := -1, 0
		for _, line := range lines[1 : len(lines)-1] {
			bytes += len(line)
			host, _, _ := strings.Cut(strings.TrimPrefix(line, "https://"), "/")
			n, err := strconv.Atoi(strings.TrimPrefix(host, "host"))
			if err != nil || n <= last || parts.Of(host, 5) != e.Part {
				t.Fatalf("part %d: %q after %d", e.Part, line, last)
			}
			last = n
		}
		if info, err := os.Stat(filepath.Join(dir, e.Name)); err != nil || info.Size() != e.Size {
			t.Errorf("part %d: its size is not %d, or %v", e.Part, e.Size, err)
		}
		if uint64(bytes) != e.Bytes {
			t.Errorf("part %d: %d bytes, and the index has %d", e.Part, bytes, e.Bytes)
		}
		sum.Codes, sum.Bytes, sum.Hosts = sum.Codes+e.Codes, sum.Bytes+e.Bytes, sum.Hosts+e.Hosts
	}
	if sum.Codes != codes || x.Codes != codes || x.Bytes != sum.Bytes || x.Hosts != sum.Hosts {
		t.Errorf("the sums are %+v, and the index has %+v", sum, x.Sum)
	}
	if got := float64(x.Hosts) / codes; !x.HostsEstimated || got < 0.95 || got > 1.05 {
		t.Errorf("%d hosts of %d, estimated %t", x.Hosts, codes, x.HostsEstimated)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if hidden, _ := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(files) != 6 || hidden != nil {
		t.Errorf("files: %q and %q, %v", files, hidden, err)
	}
}

// A host that is in several parts counts once for the whole list.
func TestHostsByCode(t *testing.T) {
	w, err := Create(t.TempDir(), parts.Index{Parts: 2, By: parts.ByCode, Ending: ".zst"}, '\n')
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for i := range 10 {
		if err := w.Add(i%2+1, parts.Entry{Seq: uint64(i + 1)}, "x", parts.Hash("host"+strconv.Itoa(i/5))); err != nil {
			t.Fatal(err)
		}
	}
	x, err := w.Finish(parts.List{})
	if err != nil || x.Hosts != 2 || x.Each[0].Hosts != 2 || x.Each[1].Hosts != 2 {
		t.Errorf("%+v, %v", x, err)
	}
}

// A part without codes has no file.
func TestEmptyPart(t *testing.T) {
	dir := t.TempDir()
	x := write(t, dir, parts.Index{Parts: 100, Ending: ".zst"}, 1)
	k := parts.Of("host0", 100)
	for _, e := range x.Each {
		_, err := os.Stat(filepath.Join(dir, parts.Name(e.Part, ".zst")))
		if (err == nil) != (e.Part == k) || (e.Name == "") != (e.Part != k) {
			t.Errorf("part %+v: %v", e, err)
		}
	}
}

// A line feed ends each input, a carriage return before it stays, and a byte order mark is not at
// the beginning.
func TestTextOfPart(t *testing.T) {
	for _, tt := range []struct {
		header string
		end    byte
		inputs []string
		want   string
	}{
		{"", '\n', []string{"a", "b\r"}, "a\nb\r\r\n"},
		{"", '\n', []string{"\ufeffa", "\ufeffb"}, "\n\ufeffa\n\ufeffb\n"},
		{"h", '\n', []string{"\ufeffa"}, "h\n\ufeffa\n"},
		{"", 0, []string{"\ufeffa", "b\r"}, "\ufeffa\x00b\r\x00"},
	} {
		dir := t.TempDir()
		w, err := Create(dir, parts.Index{Parts: 1, Ending: ".zst", Header: tt.header}, tt.end)
		if err != nil {
			t.Fatal(err)
		}
		for i, input := range tt.inputs {
			if err := w.Add(1, parts.Entry{Seq: uint64(i + 1)}, input, 0); err != nil {
				t.Fatal(err)
			}
		}
		_, err = w.Finish(parts.List{})
		if err := errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		if got := read(t, filepath.Join(dir, "00001.zst")); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// A directory with parts is refused.
func TestCreate(t *testing.T) {
	for _, tt := range []struct {
		files map[string]string
		index bool
	}{
		{map[string]string{"parts.json": ""}, true},
		{map[string]string{"parts.json": "", ".hoist-split/lock": "", ".hoist-split/00001.zst": ""}, true},
		{map[string]string{"00009.zst": ""}, false},
		{map[string]string{"00001.csv.zst": ""}, false},
	} {
		dir := put(t, tt.files)
		if _, err := Create(dir, parts.Index{Parts: 3, Ending: ".zst"}, '\n'); !isExists(err, tt.index) {
			t.Errorf("%v: %v", tt.files, err)
		}
		if _, err := os.Stat(filepath.Join(dir, parts.SplitDir)); err == nil {
			t.Errorf("%v: the temporary directory is left", tt.files)
		}
	}
}

// Two splits do not write into one directory at once.
func TestTwoAtOnce(t *testing.T) {
	dir := t.TempDir()
	first, err := Create(dir, parts.Index{Parts: 1, Ending: ".zst"}, '\n')
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if _, err := Create(dir, parts.Index{Parts: 1, Ending: ".zst"}, '\n'); err == nil || !strings.Contains(err.Error(),
		"another hoist split") {
		t.Errorf("got %v", err)
	}
	addAll(t, first, 0, 10)
	if _, err := first.Finish(parts.List{}); err != nil {
		t.Errorf("the first: %v", err)
	}
}

// The lock of a split that ended in the meantime is no lock: its file has no name any more, and a
// third split would make another one.
func TestLockWithoutName(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an open file can't be removed")
	}
	for name, instead := range map[string]bool{"removed": false, "replaced": true} {
		path := filepath.Join(t.TempDir(), lockName)
		lock, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer lock.Close()
		p := &place{dir: "parts"}
		if err := p.take(lock); err != nil {
			t.Errorf("with a name: %v", err)
		}
		err = os.Remove(path)
		if err == nil && instead {
			err = os.WriteFile(path, nil, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := p.take(lock); err == nil {
			t.Errorf("%s: it is taken", name)
		}
	}
}

// An error of writing ends the split, and no part has a name.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	w, err := Create(dir, parts.Index{Parts: 2, Ending: ".zst"}, '\n')
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(w.place.temporary("00001.zst"), 0o777); err != nil { // in the place of the file
		t.Fatal(err)
	}
	addAll(t, w, 0, 10)
	_, err = w.Finish(parts.List{})
	if want := fmt.Sprintf("part 1 of %s: ", dir); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("files: %v, %v", files, err)
	}
}

// If a part or the index can't get its name, no part keeps its name.
func TestPublishFails(t *testing.T) {
	for _, name := range []string{"00002.zst", parts.IndexName} {
		dir := t.TempDir()
		w, err := Create(dir, parts.Index{Parts: 2, Ending: ".zst"}, '\n')
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(dir, name, "in the way"), 0o777); err != nil {
			t.Fatal(err)
		}
		addAll(t, w, 0, 10)
		if _, err = w.Finish(parts.List{}); err == nil || !strings.Contains(err.Error(), name+" of "+dir+": ") {
			t.Errorf("got %v", err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) != 1 || files[0].Name() != name {
			t.Errorf("%s: files: %v, %v", name, files, err)
		}
	}
}

// Memory does not grow with the number of codes and hosts.
func TestMemory(t *testing.T) {
	w, err := Create(t.TempDir(), parts.Index{Parts: 64, By: parts.ByHost, Ending: ".zst"}, '\n')
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	const early, late = 200_000, 1_000_000
	addAll(t, w, 0, early)
	before := heaptest.Live()
	addAll(t, w, early, late)
	if grown := heaptest.Live() - before; grown > 4<<20 { // the blocks that wait for workers
		t.Errorf("%d bytes more for %d codes more", grown, late-early)
	}
}

// Many parts have small buffers.
func TestBuffersOfManyParts(t *testing.T) {
	for _, n := range []int{1, 1024, 10_000, parts.MaxParts} {
		w, err := Create(t.TempDir(), parts.Index{Parts: n, Ending: ".zst"}, '\n')
		if err != nil {
			t.Fatal(err)
		}
		if all := w.size * n; w.size < leastBuffer || w.size > mostBuffer || all > allBuffers {
			t.Errorf("%d parts: buffers of %d bytes", n, w.size)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A part keeps no more than a full buffer, however long its codes are.
func TestLongCodes(t *testing.T) {
	const n = 2000 // of many, so that buffers are small
	w, err := Create(t.TempDir(), parts.Index{Parts: parts.MaxParts, Ending: ".zst"}, '\n')
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	text := strings.Repeat("x", 60_000)
	before := heaptest.Live()
	for i := range 2 * n {
		k := i%n + 1
		if err := w.Add(k, parts.Entry{Seq: uint64(i + 1)}, text, 0); err != nil {
			t.Fatal(err)
		}
		if p := &w.parts[k-1]; cap(p.text)+p.frame.Size() > w.size {
			t.Fatalf("part %d keeps %d bytes", k, cap(p.text))
		}
	}
	if grown := heaptest.Live() - before; grown > 16<<20 { // the blocks that wait for workers, and two frames a part
		t.Errorf("%d bytes for %d parts", grown, n)
	}
}
