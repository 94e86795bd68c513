package journal

import (
	"runtime"
	"testing"
)

// A run that has its log alone writes by the handle that has the lock, so that NFS drops its data
// if the lock is lost. It appends, whatever is in the log already.
func TestWriteByLockedHandle(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a handle that can cut can't append")
	}
	first := `{"time":"2026-11-27T00:00:00Z","event":"other"}` + "\n"
	runsAlone(t, func(t *testing.T, open func(path string) (*Log, error)) {
		path := file(t, first)
		l, err := open(path)
		if err != nil {
			t.Fatal(err)
		}
		if l.file != l.guard {
			t.Error("the lock is on another handle than the one for writing")
		}
		for _, line := range []string{"a\n", "b\n"} {
			if _, err := l.Write([]byte(line)); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if got := read(t, path); got != first+"a\nb\n" {
			t.Errorf("got %q", got)
		}
	})
}
