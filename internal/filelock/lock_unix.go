//go:build unix

package filelock

import "golang.org/x/sys/unix"

func exclusive(f File) error { return flock(f, unix.LOCK_EX) }

// keep asks for the same lock again. If the file has it, that changes nothing (flock(2)). A network
// file system asks the server.
func keep(f File) error { return flock(f, unix.LOCK_EX) }

func shared(f File) error { return flock(f, unix.LOCK_SH) }

func flock(f File, how int) error {
	for {
		err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB)
		switch err {
		case unix.EINTR: // network file systems ask a server
			continue
		case unix.EWOULDBLOCK:
			return ErrTaken
		}
		return err
	}
}
