package journal

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/hoist/hoist/internal/logline"
)

// A run that has its log alone writes by the handle that has the lock, so that NFS drops its data
// if the lock is lost. It appends, whatever is in the log already.
func TestWriteByLockedHandle(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a handle that can cut can't append")
	}
	first := `{"time":"2026-11-27T00:00:00Z","event":"other"}` + "\n"
	for name, open := range map[string]func(path string) (*Log, error){
		"alone": OpenAlone,
		"resumed": func(path string) (*Log, error) {
			j, err := Open(path, logline.Header{}, Options{Alone: true})
			if err != nil {
				return nil, err
			}
			return j.OpenLog()
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "log")
			if err := os.WriteFile(path, []byte(first), 0o666); err != nil {
				t.Fatal(err)
			}
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
			if text, err := os.ReadFile(path); err != nil || string(text) != first+"a\nb\n" {
				t.Errorf("%q, %v", text, err)
			}
		})
	}
}
