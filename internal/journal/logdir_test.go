package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// The directory of a log is made, with those above it, by however a log is opened. Many runs may do
// that at once.
func TestLogMakesItsDirectory(t *testing.T) {
	for name, open := range map[string]func(path string) (*Log, error){
		"shared": func(path string) (*Log, error) { return OpenLog(path, os.Stdout) },
		"alone":  OpenAlone,
		"resumed": func(path string) (*Log, error) {
			journal, err := Open(path, resumed(), Options{})
			if err != nil {
				return nil, err
			}
			if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("reading it has made its directory: %v", err)
			}
			return journal.OpenLog()
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "new", "deep", "log")
			log, err := open(path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := log.Write([]byte(linesOf(t, resumed()))); err != nil {
				t.Error(err)
			}
			if err := errors.Join(log.InPlace(), log.Sync(), log.Close()); err != nil {
				t.Error(err)
			}
			if read(t, path) != linesOf(t, resumed()) {
				t.Errorf("got %q", read(t, path))
			}
		})
	}
	t.Run("many runs", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "new", "deep")
		var wg sync.WaitGroup
		for i := range 64 {
			wg.Go(func() {
				log, err := OpenAlone(filepath.Join(dir, fmt.Sprint(i)))
				if err != nil {
					t.Error(err)
				} else if err := log.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}
