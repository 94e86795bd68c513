//go:build unix && !linux

package disk

import (
	"time"

	"golang.org/x/sys/unix"
)

// setModTime is futimes(2). The time of the last access is now.
func setModTime(f descriptor, at time.Time) error {
	return unix.Futimes(int(f.Fd()), []unix.Timeval{
		unix.NsecToTimeval(time.Now().UnixNano()), {Sec: at.Unix()},
	})
}
