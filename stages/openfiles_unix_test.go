//go:build unix

package stages

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// What is open counts, however it is found out, and only below the limit.
// In a process of its own, since other tests open and close files too.
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

// Each file that is synced takes a thread, of which a user may have a number only.
func TestFindRoomWithFewThreads(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can become a user who has no other threads")
	}
	room := func(limit func(*unix.Rlimit)) Room {
		var old unix.Rlimit
		if err := unix.Getrlimit(unix.RLIMIT_NPROC, &old); err != nil {
			t.Fatal(err)
		}
		few := old
		limit(&few)
		if err := unix.Setrlimit(unix.RLIMIT_NPROC, &few); err != nil {
			t.Skip(err)
		}
		defer unix.Setrlimit(unix.RLIMIT_NPROC, &old)
		room, err := FindRoom(30, false)
		if err != nil {
			t.Error(err)
		}
		return room
	}
	most := room(func(l *unix.Rlimit) { l.Cur = 1 })
	asUser(t, 54321, func() {
		for _, tt := range []struct {
			limit func(l *unix.Rlimit) // its type is another on each system
			want  int
		}{
			{func(l *unix.Rlimit) { l.Cur = 1 }, 1},
			{func(l *unix.Rlimit) { l.Cur = 40 }, min(10, most.Group)},
			{func(l *unix.Rlimit) { l.Cur = 1000 }, most.Group},
		} {
			if got := room(tt.limit); got.Group != tt.want || got.Workers != most.Workers {
				t.Errorf("%+v, want groups of %d", got, tt.want)
			}
		}
	})
}

// asUser calls f as a user that is in no group but its own (setresuid(2), for the whole process).
func asUser(t *testing.T, id int, f func()) {
	t.Helper()
	groups, err := unix.Getgroups()
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(syscall.Setgroups([]int{id}))
	must(syscall.Setregid(-1, id))
	must(syscall.Setreuid(-1, id))
	defer func() {
		must(syscall.Setreuid(-1, 0))
		must(syscall.Setregid(-1, 0))
		must(syscall.Setgroups(groups))
	}()
	f()
}
