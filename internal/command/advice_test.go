package command

import (
	"fmt"
	"syscall"
	"testing"
)

// If a disk or a quota is full, or a file is too large, the message has advice.
func TestAdvice(t *testing.T) {
	const full = "; free some space and run the same command again"
	for errno, want := range map[error]string{
		syscall.ENOSPC: full, syscall.EDQUOT: full, syscall.EIO: "",
		syscall.EFBIG: "; raise the limit (ulimit -f), or leave larger files out (--max-bytes N)",
	} {
		if got := advice(fetchName, fmt.Errorf("write in out: %w", errno)); got != want {
			t.Errorf("%v: got %q, want %q", errno, got, want)
		}
	}
	if got, want := advice("hoist split", syscall.EFBIG), "; raise the limit (ulimit -f)"; got != want {
		t.Errorf("a command without --max-bytes: got %q, want %q", got, want)
	}
}
