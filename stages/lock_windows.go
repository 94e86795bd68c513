package stages

import (
	"os"

	"golang.org/x/sys/windows"
)

// lock takes the lock on an open file (LockFileEx). When another open file has it, the error is errLocked, at once. It
// locks a byte that no file reaches, so that what is written is not in its way.
func lock(f *os.File) error {
	const how = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	beyond := &windows.Overlapped{OffsetHigh: 1 << 30}
	err := windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, beyond)
	if err == windows.ERROR_LOCK_VIOLATION {
		return errLocked
	}
	return err
}

// closeLocked closes f. The lock ends with that, a moment before the file has its name.
func closeLocked(f *os.File) (release func(), err error) { return func() {}, f.Close() }
