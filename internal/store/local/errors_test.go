package local

import (
	"errors"
	"fmt"
	"syscall"
	"testing"

	"github.com/hoist/hoist/internal/outcome"
)

// A full disk or quota, an I/O error or a read-only destination is not the error of one name. It
// ends the run.
func TestErrorsThatEndTheRun(t *testing.T) {
	d, err := OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for errno, ends := range map[error]bool{
		syscall.ENOSPC: true, syscall.EDQUOT: true, syscall.EIO: true, syscall.EROFS: true, syscall.EACCES: true,
		syscall.EISDIR: false, syscall.ENAMETOOLONG: false, syscall.ELOOP: false,
	} {
		for step, returned := range map[string]error{
			"publish": d.publishError("a", fmt.Errorf("linkat a: %w", errno)),
			"write":   d.writeError(fmt.Errorf("pwrite: %w", errno)),
			"sync":    d.syncError("a", fmt.Errorf("fsync: %w", errno)),
		} {
			object, run := failureOf(returned)
			want := ends || step != "publish"
			if object.Kind != outcome.Storage || !errors.Is(object, errno) || (run != nil) != want {
				t.Errorf("%s, %v: %v, ends the run: %v", step, errno, object, run)
			}
		}
	}
}
