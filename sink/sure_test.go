package sink

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/journal"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// A sureSink is a Sink with a log, in a directory of its own.
func sureSink(t *testing.T) (s *Sink, log *journal.Log, directory string) {
	t.Helper()
	directory = filepath.Join(t.TempDir(), "logs")
	if err := os.Mkdir(directory, 0o777); err != nil {
		t.Fatal(err)
	}
	log, err := journal.OpenLog(filepath.Join(directory, "log"), os.Stdout)
	if err != nil {
		t.Fatal(err)
	}
	return &Sink{Log: log}, log, directory
}

// Sync writes the lines before it makes them durable.
func TestSyncWritesWhatWaits(t *testing.T) {
	s, log, directory := sureSink(t)
	defer log.Close()
	s.Open(logline.Header{})
	if err := s.Sync(); err != nil {
		t.Fatal(err)
	}
	if text := textOf(t, filepath.Join(directory, "log")); strings.Count(text, "\n") != 1 {
		t.Errorf("the log has %q", text)
	}
}

// If the log or its name can't be synced, that is reported, since lines may then be lost.
func TestSyncOfTheLogFails(t *testing.T) {
	t.Run("lines", func(t *testing.T) {
		s, log, _ := sureSink(t)
		log.Close()
		if err := s.Sync(); !errors.Is(err, fs.ErrClosed) || !strings.HasPrefix(err.Error(), "log: ") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("name", func(t *testing.T) {
		if runtime.GOOS == "windows" {
			t.Skip("Windows can't sync a directory")
		}
		s, log, directory := sureSink(t)
		defer log.Close()
		if err := os.RemoveAll(directory); err != nil {
			t.Skip("an open file can't be removed: ", err)
		}
		if err := s.Sync(); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "log: ") {
			t.Errorf("got %v", err)
		}
	})
}

// The name is made durable once, and not again with each sync.
func TestSyncOfTheNameOnce(t *testing.T) {
	s, log, directory := sureSink(t)
	defer log.Close()
	if err := s.Sync(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(directory); err != nil {
		t.Skip("an open file can't be removed: ", err)
	}
	if err := s.Sync(); err != nil {
		t.Errorf("a second time: %v", err)
	}
}

// If a line must not wait, the lines before it are written too. No other line has this effect.
func TestFlush(t *testing.T) {
	s, log, directory := sureSink(t)
	defer log.Close()
	s.Open(logline.Header{})
	for i, flush := range []bool{false, true, false} {
		s.record(logline.Result{Seq: uint64(i), Status: outcome.OK, Flush: flush})
		if waits := s.lines.Buffered(); waits == flush {
			t.Errorf("line %d: waits %v", i, waits)
		}
	}
	if text := textOf(t, filepath.Join(directory, "log")); strings.Count(text, "\n") != 3 {
		t.Errorf("the log has %q", text)
	}
}

func textOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
