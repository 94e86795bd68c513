//go:build unix

package disk

import (
	"io/fs"
	"syscall"

	"golang.org/x/sys/unix"
)

// Inherit gives f the mode of the file that has the name, its access control list on Linux, and its
// owner and group if that is allowed (fchown(2)). It does not copy set-user-ID, set-group-ID and
// sticky bits, since f has other content.
func (d *Root) Inherit(f File, name string, old fs.FileInfo) (changed bool, err error) {
	fd := int(f.(descriptor).Fd())
	was, known := old.Sys().(*syscall.Stat_t)
	var now unix.Stat_t
	if err := unix.Fstat(fd, &now); err != nil || !known {
		return false, err
	}
	mode := uint32(old.Mode().Perm())
	if was.Gid != now.Gid {
		if unix.Fchown(fd, -1, int(was.Gid)) != nil {
			mode = withoutGroup(mode)
		}
	}
	list, err := d.inheritList(fd, name)
	if err != nil {
		return false, err
	}
	if list == listLost {
		mode &= 0o700
	}
	if was.Uid != now.Uid {
		unix.Fchown(fd, int(was.Uid), -1) // as root only; otherwise the owner is this user, who has read the content anyway
	}
	changed = was.Gid != now.Gid || was.Uid != now.Uid || list == listChanged || uint32(now.Mode)&0o777 != mode
	return changed, chmod(fd, mode)
}

// The results of inheritList.
const (
	listLost    = iota // fd may have another list than it should
	listAlike          // nothing was to be done
	listChanged        // fd has the list
)

// withoutGroup returns a mode that gives the group and all others only the rights that mode gave to
// both. The file has another group now, and the members of its old group are others now.
func withoutGroup(mode uint32) uint32 {
	both := mode >> 3 & mode & 0o7
	return mode&0o700 | both<<3 | both
}

func (d *Root) Chmod(f File, mode fs.FileMode) error {
	return chmod(int(f.(descriptor).Fd()), uint32(mode.Perm()))
}

// chmod does not change a file that has the mode already, since some file systems have one mode for
// all their files, and no call to change it. If the mode can't be changed and gives fewer rights
// than requested, chmod returns no error.
func chmod(fd int, mode uint32) error {
	var now unix.Stat_t
	if err := unix.Fstat(fd, &now); err != nil {
		return err
	}
	has := uint32(now.Mode) & 0o777
	if has == mode {
		return nil
	}
	err := unix.Fchmod(fd, mode)
	if (err == unix.EPERM || err == unix.ENOTSUP || err == unix.ENOSYS) && has&^mode == 0 {
		return nil
	}
	return err
}

// ModeOf is the mode of an open file.
func ModeOf(f File) (fs.FileMode, error) {
	var now unix.Stat_t
	err := unix.Fstat(int(f.(descriptor).Fd()), &now)
	return fs.FileMode(now.Mode & 0o777), err
}
