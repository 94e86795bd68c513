package journal

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/filelock"
	"github.com/hoist/hoist/internal/logline"
)

// step returns a line.
func step(t *testing.T, code string) []byte {
	return []byte(linesOf(t, logline.Step{Code: code, Name: logline.Started}))
}

// runsAlone runs a test with each way to have a log alone.
func runsAlone(t *testing.T, test func(t *testing.T, open func(path string) (*Log, error))) {
	t.Run("new", func(t *testing.T) { test(t, OpenAlone) })
	t.Run("resumed", func(t *testing.T) {
		test(t, func(path string) (*Log, error) {
			j, err := Open(path, resumed(), Options{Access: Alone})
			if err != nil {
				return nil, err
			}
			l, err := j.OpenLog()
			return l, errors.Join(err, j.Close())
		})
	})
}

// While a run has a log alone, another run of the same part is refused.
func TestSecondRunOfAPart(t *testing.T) {
	runsAlone(t, func(t *testing.T, open func(string) (*Log, error)) {
		path := filepath.Join(t.TempDir(), "3.jsonl")
		l, err := open(path)
		if err != nil {
			t.Fatal(err)
		}
		if l.IsUnlocked() {
			t.Error("has no lock")
		}
		for range 2 {
			if other, err := open(path); !errors.Is(err, errBusy) {
				t.Errorf("a second one: %v, %v", other, err)
			}
		}
		write(t, l, "BR")
		l, err = open(path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, l, "CN")
		if got, want := read(t, path), string(step(t, "BR"))+string(step(t, "CN")); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestOpenAloneCutsTheTornEnd(t *testing.T) {
	run := linesOf(t, resumed())
	path := file(t, run+run[:30])
	l, err := OpenAlone(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, l, "BR")
	if got, want := read(t, path), run+string(step(t, "BR")); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// If a run was stopped and has lost its lock meanwhile, it can't write to the log: another run has
// it now.
func TestLostLock(t *testing.T) {
	runsAlone(t, func(t *testing.T, open func(string) (*Log, error)) {
		path := filepath.Join(t.TempDir(), "3.jsonl")
		stopped, err := open(path)
		if err != nil {
			t.Fatal(err)
		}
		lose(t, stopped)
		other, err := open(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := stopped.Write(step(t, "BR")); !errors.Is(err, errLost) || !errors.Is(err, filelock.ErrTaken) {
			t.Errorf("it writes: %v", err)
		}
		if err := stopped.Sync(); !errors.Is(err, errLost) {
			t.Errorf("it syncs: %v", err)
		}
		write(t, other, "CN")
		if got, want := read(t, path), string(step(t, "CN")); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		// The other run is done, and the log is free again.
		if _, err := stopped.Write(step(t, "BR")); !errors.Is(err, errWritten) {
			t.Errorf("it writes after the other run: %v", err)
		}
		stopped.Close()
	})
}

// lose takes the lock from a log, as a file server does if it does not hear from a machine.
func lose(t *testing.T, l *Log) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("filelock.Keep does nothing on Windows")
	}
	guard, err := os.OpenFile(l.path, os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l.file, l.guard = guard, guard
}

// Without locks two runs see each other by the end of the log.
func TestAloneWithoutLocks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "3.jsonl")
	one, err := OpenAlone(path)
	if err != nil {
		t.Fatal(err)
	}
	lose(t, one)
	two, err := OpenAlone(path)
	if err != nil {
		t.Fatal(err)
	}
	one.alone.locked, two.alone.locked = false, false
	if !one.IsUnlocked() {
		t.Error("has a lock")
	}
	if _, err := one.Write(step(t, "BR")); err != nil {
		t.Error(err)
	}
	_, err = two.Write(step(t, "CN"))
	if !errors.Is(err, errWritten) || !strings.Contains(err.Error(), path) {
		t.Errorf("the second writes: %v", err)
	}
	if _, err := one.Write(step(t, "DE")); err != nil {
		t.Error(err)
	}
	if err := errors.Join(one.Close(), two.Close()); err != nil {
		t.Error(err)
	}
}

// A log that was copied and cut (logrotate's copytruncate) continues.
func TestAloneAfterACut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "3.jsonl")
	l, err := OpenAlone(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Write(step(t, "BR")); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	write(t, l, "CN")
	if got, want := read(t, path), string(step(t, "CN")); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
