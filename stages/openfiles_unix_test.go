//go:build unix

package stages

import (
	"os"
	"testing"

	"github.com/hoist/hoist/internal/disk/disktest"
	"golang.org/x/sys/unix"
)

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
	disktest.AsUser(t, 54321, func() {
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
