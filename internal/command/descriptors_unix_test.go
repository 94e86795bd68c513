//go:build unix

package command

import (
	"os"
	"testing"

	"github.com/hoist/hoist/internal/disk/disktest"
	"golang.org/x/sys/unix"
)

// Each file that is synced takes a thread, and the number of a user's threads may be limited.
func TestFindRoomWithFewThreads(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can become a user who has no other threads")
	}
	within := func(limit func(*unix.Rlimit)) room {
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
		got, err := findRoom(30, 0, false)
		if err != nil {
			t.Error(err)
		}
		return got
	}
	most := within(func(l *unix.Rlimit) { l.Cur = 1 })
	disktest.AsUser(t, 54321, func() {
		for _, tt := range []struct {
			limit func(l *unix.Rlimit) // its type differs between systems
			want  int
		}{
			{func(l *unix.Rlimit) { l.Cur = 1 }, 1},
			{func(l *unix.Rlimit) { l.Cur = 40 }, min(10, most.group)},
			{func(l *unix.Rlimit) { l.Cur = 1000 }, most.group},
		} {
			if got := within(tt.limit); got.group != tt.want || got.workers != most.workers {
				t.Errorf("%+v, want groups of %d", got, tt.want)
			}
		}
	})
}
