package clock

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// A bell is a timerfd (timerfd_create(2)). Who waits for it blocks a thread: waiting as for a
// connection has idle processors look at the network again and again, which costs as much as the
// runtime's timers do.
type bell int

func newBell() (bell, error) {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_CLOEXEC)
	return bell(fd), os.NewSyscallError("timerfd_create", err)
}

// set has the bell ring when after has passed, and no more for what was set before. 0 would mean
// not at all.
func (b bell) set(after time.Duration) {
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(max(after.Nanoseconds(), 1))}
	unix.TimerfdSettime(int(b), 0, &spec, nil) // which fails for no such descriptor and no such time only
}

// wait returns when the bell has rung since the last call.
func (b bell) wait() {
	var times [8]byte
	for {
		if _, err := unix.Read(int(b), times[:]); err != unix.EINTR {
			return
		}
	}
}

func (b bell) close() { unix.Close(int(b)) } // nothing was written that could be lost
