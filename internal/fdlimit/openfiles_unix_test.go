//go:build unix

package fdlimit

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Open files below the limit are counted, by either way. The test runs in a process of its own,
// since other tests open and close files too.
func TestOpenNow(t *testing.T) {
	const alone = "HOIST_TEST_ALONE"
	if os.Getenv(alone) == "" {
		child := exec.Command(os.Args[0], "-test.run=^TestOpenNow$", "-test.v")
		child.Env = append(os.Environ(), alone+"=1")
		if text, err := child.CombinedOutput(); err != nil || !strings.Contains(string(text), "--- PASS: TestOpenNow") {
			t.Errorf("%v: %s", err, text)
		}
		return
	}
	const limit = 5000
	before, probed := OpenNow(limit), probeDescriptors(limit)
	if before != probed || before < 3 {
		t.Fatalf("%d open, %d by asking for each", before, probed)
	}
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := OpenNow(limit); got != before+1 || probeDescriptors(limit) != got {
		t.Errorf("%d with one more than %d, %d by asking for each", got, before, probeDescriptors(limit))
	}
	high, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, limit)
	if err != nil {
		t.Skip(err)
	}
	defer unix.Close(high)
	if got := OpenNow(limit); got != before+1 {
		t.Errorf("%d with another one beyond the limit", got)
	}
}
