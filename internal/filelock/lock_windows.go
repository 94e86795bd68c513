package filelock

import "golang.org/x/sys/windows"

func exclusive(f File) error { return lock(f, windows.LOCKFILE_EXCLUSIVE_LOCK) }

func shared(f File) error { return lock(f, 0) }

// lock locks a byte that no file reaches: here a lock forbids others to read and write what it
// covers. The same byte may be locked by one file several times over (LockFileEx), so the lock
// before goes first.
func lock(f File, how uint32) error {
	handle := windows.Handle(f.Fd())
	windows.UnlockFileEx(handle, 0, 1, 0, beyond()) // an error says that there was none
	err := windows.LockFileEx(handle, how|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, beyond())
	if err == windows.ERROR_LOCK_VIOLATION || err == windows.ERROR_IO_PENDING {
		return ErrTaken
	}
	return err
}

func beyond() *windows.Overlapped { return &windows.Overlapped{OffsetHigh: 1 << 30} }
