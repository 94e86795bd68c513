package journal

import (
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/packtest"
	"github.com/hoist/hoist/internal/unpack"
)

// A file that begins like a log counts as a log. Any other file does not, and may be replaced.
func TestIsLog(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string]bool{
		`{"time":"2026-01-01T00:00:00.000000Z","event":"run"}` + "\n": true,
		`{"time":"2026`: true,
		`{"time":"`:     true,
		`{"time":`:      false,
		"":              false,
		"BR\nCN\n":      false,
		`{"event":"run","time":"2026-01-01T00:00:00.000000Z"}` + "\n": false,
		"\n" + `{"time":"2026`:        true,
		" \r\n\n\t" + `{"time":"2026`: true,
		"\ufeff" + `{"time":"2026`:    true,
		"\ufeff\n" + `{"time":"2026`:  true,
		"\n\ufeff" + `{"time":"2026`:  false,
		"\ufeff":                      false,
		"\n":                          false,
		strings.Repeat("\n", 100<<10) + `{"time":"2`:       true,
		strings.Repeat("\n", 300<<10) + `{"time":"2`:       false, // IsLog does not read a large file
		packtest.Gzip(`{"time":"2026`):                     true,
		packtest.Gzip("\ufeff\n" + `{"time":"2026`):        true,
		packtest.Gzip("BR\n"):                              false,
		packtest.Gzip("")[:5]:                              false,
		packtest.Gzip(`{"time":"2026`)[:12]:                false, // it breaks off before that
		packtest.Gzip("") + packtest.Gzip(`{"time":"2026`): true,
		packtest.Gzip(strings.Repeat("\n", 8<<20)):         false,
		packtest.Zstd(`{"time":"2026`):                     true,
		packtest.Zstd("BR\n"):                              false,
		packtest.Zstd(`{"time":"2026` + noise()):           true,
	} {
		path := filepath.Join(dir, "file")
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if got := IsLog(path); got != want {
			t.Errorf("%.100q: %v", text, got)
		}
	}
	if IsLog(filepath.Join(dir, "missing")) || IsLog(dir) {
		t.Error("a directory, or a file that is missing, passes for a log")
	}
}

// noise returns text that stays long when it is compressed.
func noise() string {
	random := rand.NewChaCha8([32]byte{})
	b := make([]byte, 1<<20)
	random.Read(b)
	return hex.EncodeToString(b)
}

func TestCompression(t *testing.T) {
	for text, want := range map[string]unpack.Format{
		"":                                 unpack.Plain,
		"{}\n":                             unpack.Plain,
		"\x1f":                             unpack.Plain,
		"\x1f\x8b":                         unpack.Gzip,
		packtest.Gzip(""):                  unpack.Gzip,
		packtest.Gzip("{}")[:12]:           unpack.Gzip,
		packtest.Zstd("{}"):                unpack.Zstd,
		"\x50\x2a\x4d\x18\x00\x00\x00\x00": unpack.Zstd,
	} {
		path := file(t, text)
		if got := Compression(path); got != want {
			t.Errorf("%q: got %s", text, got)
		}
	}
	if dir := t.TempDir(); Compression(dir) != unpack.Plain || Compression(filepath.Join(dir, "missing")) != unpack.Plain {
		t.Error("a directory, or a file that is missing, is compressed")
	}
}

// If the end of a log is not the beginning of a log line, another program wrote it, and it stays.
func TestLinesOfOthersStay(t *testing.T) {
	run := linesOf(t, resumed())
	for _, end := range []string{`{"time":5`, `{"time":`[:7] + `x`, "   ", "\x00 \x00", "0", `{"Time":"`} {
		path := file(t, run+end)
		log, err := OpenLog(path, os.Stdout)
		if err != nil {
			t.Fatal(err)
		}
		if err := log.Close(); err != nil {
			t.Error(err)
		}
		if got := read(t, path); got != run+end+"\n" {
			t.Errorf("%q: got %q", end, strings.TrimPrefix(got, run))
		}
		path = file(t, run+end)
		if _, err := Open(path, resumed(), Options{}); err == nil || read(t, path) != run+end {
			t.Errorf("%q: %v, and the log is %q", end, err, strings.TrimPrefix(read(t, path), run))
		}
	}
}

// If the path is a symbolic link, the log is the file that it leads to, and the directory of that
// file is synced.
func TestLogFollowsLink(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "logs", "run"), filepath.Join(dir, "link")
	if err := os.Mkdir(filepath.Dir(target), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("logs", "run"), link); err != nil {
		t.Skip(err)
	}
	log, err := OpenLog(link, os.Stdout)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := log.Write([]byte(linesOf(t, resumed()))); err != nil {
		t.Error(err)
	}
	isOf := func(log *Log) {
		t.Helper()
		if want, err := filepath.EvalSymlinks(filepath.Dir(target)); err != nil || log.directory != want {
			t.Errorf("its directory is %s, want %s", log.directory, want)
		}
		if err := errors.Join(log.InPlace(), log.Sync(), log.Close()); err != nil {
			t.Error(err)
		}
	}
	isOf(log)
	journal, err := Open(link, resumed(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	log, err = journal.OpenLog()
	if err != nil {
		t.Fatal(err)
	}
	isOf(log)
	if info, err := os.Lstat(link); err != nil || info.Mode().IsRegular() || read(t, target) != linesOf(t, resumed()) {
		t.Errorf("the link is %v, %v", info, err)
	}
}

// A journal has the lock of its log until it is closed. If the log can't be used, Open releases the
// lock.
func TestJournalGivesItsLockBack(t *testing.T) {
	whole, bad := file(t, linesOf(t, resumed())), file(t, linesOf(t, resumed())+"oops\n")
	for range 2 {
		journal, err := Open(whole, resumed(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Open(whole, resumed(), Options{}); !errors.Is(err, errBusy) {
			t.Errorf("while it is read: %v", err)
		}
		if err := journal.Close(); err != nil {
			t.Error(err)
		}
		if _, err := Open(bad, resumed(), Options{}); errors.Is(err, errBusy) || err == nil {
			t.Errorf("a log with a bad line: %v", err)
		}
	}
}
