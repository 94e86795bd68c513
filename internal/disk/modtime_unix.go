//go:build unix && !linux

package disk

import (
	"time"

	"golang.org/x/sys/unix"
)

// setModTime is futimes(2), which sets the time of the last access too.
func setModTime(f descriptor, at time.Time) error {
	var t unix.Timeval
	setSeconds(&t.Sec, at.Unix())
	return unix.Futimes(int(f.Fd()), []unix.Timeval{t, t})
}

// setSeconds sets the field for seconds, whose type depends on the processor.
func setSeconds[T int32 | int64](field *T, seconds int64) { *field = T(seconds) }
