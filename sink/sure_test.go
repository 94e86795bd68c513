package sink

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/outcome"
)

// A sureSink is a Sink with a log, in a folder of its own.
func sureSink(t *testing.T) (s *Sink, folder string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "logs")
	if err := os.Mkdir(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	log, err := OpenLog(filepath.Join(folder, "log"), os.Stdout)
	if err != nil {
		t.Fatal(err)
	}
	return &Sink{Lines: log.Lines(), Log: log}, folder
}

// What makes the lines durable has written them before.
func TestSyncWritesWhatWaits(t *testing.T) {
	s, folder := sureSink(t)
	defer s.Log.Close()
	s.Open(Header{})
	if err := s.Sync(); err != nil {
		t.Fatal(err)
	}
	if text := read(t, filepath.Join(folder, "log")); strings.Count(text, "\n") != 1 {
		t.Errorf("the log has %q", text)
	}
}

// That the log can't be synced, or not its name, is told: nobody knows then what of it stays.
func TestSyncOfTheLogFails(t *testing.T) {
	t.Run("lines", func(t *testing.T) {
		s, _ := sureSink(t)
		s.Log.Close()
		if err := s.Sync(); !errors.Is(err, fs.ErrClosed) || !strings.HasPrefix(err.Error(), "log: ") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("name", func(t *testing.T) {
		if runtime.GOOS == "windows" {
			t.Skip("Windows can't sync a folder")
		}
		s, folder := sureSink(t)
		defer s.Log.Close()
		if err := os.RemoveAll(folder); err != nil {
			t.Skip("an open file can't be removed: ", err)
		}
		if err := s.Sync(); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "log: ") {
			t.Errorf("got %v", err)
		}
	})
}

// The name is made sure once, and not again with each sync.
func TestSyncOfTheNameOnce(t *testing.T) {
	s, folder := sureSink(t)
	defer s.Log.Close()
	if err := s.Sync(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Skip("an open file can't be removed: ", err)
	}
	if err := s.Sync(); err != nil {
		t.Errorf("a second time: %v", err)
	}
}

// A line that is not to wait takes those before it along, and no other does.
func TestFlush(t *testing.T) {
	s, folder := sureSink(t)
	defer s.Log.Close()
	for i, flush := range []bool{false, true, false} {
		s.take(Outcome{Seq: uint64(i), Status: outcome.OK, Flush: flush})
		if waits := s.Lines.Buffered(); waits == flush {
			t.Errorf("line %d: waits %v", i, waits)
		}
	}
	if text := read(t, filepath.Join(folder, "log")); strings.Count(text, "\n") != 2 {
		t.Errorf("the log has %q", text)
	}
}

// What begins as a log does is one, whatever follows; anything else is not, and may be replaced.
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
		"\n" + `{"time":"2026`: false,
	} {
		path := filepath.Join(dir, "file")
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if got := IsLog(path); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if IsLog(filepath.Join(dir, "missing")) || IsLog(dir) {
		t.Error("what is no file passes for a log")
	}
}

// What stands at the end of a log, and is not the beginning of a line of one, is somebody else's, and stays.
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
		if _, err := OpenJournal(path, resumed()); err == nil || read(t, path) != run+end {
			t.Errorf("%q: %v, and the log is %q", end, err, strings.TrimPrefix(read(t, path), run))
		}
	}
}

// Whoever reads a log has its lock, and gives it back: at the end, and when the log is not to be had.
func TestJournalGivesItsLockBack(t *testing.T) {
	whole, bad := file(t, linesOf(t, resumed())), file(t, linesOf(t, resumed())+"oops\n")
	for range 2 {
		journal, err := OpenJournal(whole, resumed())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := OpenJournal(whole, resumed()); !errors.Is(err, errBusy) {
			t.Errorf("while it is read: %v", err)
		}
		if err := journal.Close(); err != nil {
			t.Error(err)
		}
		if _, err := OpenJournal(bad, resumed()); errors.Is(err, errBusy) || err == nil {
			t.Errorf("a log with a bad line: %v", err)
		}
	}
}
