//go:build unix

package stages

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// What is open counts, however it is found out, and only below the limit.
func TestOpenNow(t *testing.T) {
	const limit = 5000
	before, probed := openNow(limit), probeDescriptors(limit)
	if before != probed || before < 3 {
		t.Fatalf("%d open, %d by asking for each", before, probed)
	}
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := openNow(limit); got != before+1 || probeDescriptors(limit) != got {
		t.Errorf("%d with one more than %d, %d by asking for each", got, before, probeDescriptors(limit))
	}
	high, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, limit)
	if err != nil {
		t.Skip(err)
	}
	defer unix.Close(high)
	if got := openNow(limit); got != before+1 {
		t.Errorf("%d with another one beyond the limit", got)
	}
}
