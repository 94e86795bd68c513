package filelock

import "golang.org/x/sys/windows"

func exclusive(f File) error { return lock(f, windows.LOCKFILE_EXCLUSIVE_LOCK) }

// keep returns nil. To ask for the lock again would release it for a moment.
func keep(File) error { return nil }

func shared(f File) error { return lock(f, 0) }

// lock locks a byte beyond the end of any file, since on Windows a lock keeps others from reading
// and writing the locked bytes. One file may lock the same byte several times (LockFileEx), so the
// earlier lock is removed first.
func lock(f File, how uint32) error {
	handle := windows.Handle(f.Fd())
	windows.UnlockFileEx(handle, 0, 1, 0, beyond()) // an error means that there was no lock
	err := windows.LockFileEx(handle, how|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, beyond())
	if err == windows.ERROR_LOCK_VIOLATION || err == windows.ERROR_IO_PENDING {
		return ErrTaken
	}
	return err
}

func beyond() *windows.Overlapped { return &windows.Overlapped{OffsetHigh: 1 << 30} }
