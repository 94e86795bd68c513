//go:build unix

package journal

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/hoist/hoist/internal/logline"
	"golang.org/x/sys/unix"
)

// If OpenLog opened a FIFO for reading too, the reader of the FIFO would never reach the end.
func TestLogToAFIFO(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	got := make(chan string, 1)
	go func() {
		f, err := os.Open(path)
		if err != nil {
			got <- err.Error()
			return
		}
		defer f.Close()
		text, _ := io.ReadAll(f)
		got <- string(text)
	}()
	log, err := OpenLog(path, os.Stdout)
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Sync(); err != nil || log.guard != nil {
		t.Errorf("%v, guard %v", err, log.guard)
	}
	write(t, log, "BR")
	if text := <-got; text != linesOf(t, logline.Step{Code: "BR", Name: logline.Started}) {
		t.Errorf("got %q", text)
	}
}

func TestLogThatCannotBeRead(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root can read it")
	}
	path := file(t, lineStart)
	if err := os.Chmod(path, 0o200); err != nil {
		t.Fatal(err)
	}
	log, err := OpenLog(path, os.Stdout)
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Error(err)
	}
}
