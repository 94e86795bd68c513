package command

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
)

// If a disk or a quota is full, the message has advice.
func TestAdvice(t *testing.T) {
	for errno, want := range map[error]bool{syscall.ENOSPC: true, syscall.EDQUOT: true, syscall.EIO: false} {
		if got := advice(fmt.Errorf("write in out: %w", errno)); strings.Contains(got, "free some space") != want {
			t.Errorf("%v: %q", errno, got)
		}
	}
}
