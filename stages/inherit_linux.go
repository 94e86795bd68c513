package stages

import (
	"os"

	"golang.org/x/sys/unix"
)

// accessList is the extended attribute in which Linux keeps a file's access control list (acl(5)).
const accessList = "system.posix_acl_access"

// inheritList gives the file fd the access control list of the one that has the name: also none, since fd may have one
// that its folder gives to new files. kept is false where that can't be had. The error is for want of descriptors.
func (d *rootDisk) inheritList(fd int, name string) (kept bool, err error) {
	old, err := d.root.OpenFile(name, os.O_RDONLY|unix.O_NONBLOCK, 0)
	switch {
	case exhausted(err):
		return false, err
	case err != nil:
		return false, nil
	}
	defer old.Close() // it was only read
	list := make([]byte, 1024)
	n, err := unix.Fgetxattr(int(old.Fd()), accessList, list)
	switch err {
	case nil:
		return unix.Fsetxattr(fd, accessList, list[:n], 0) == nil, nil
	case unix.ENODATA:
		err = unix.Fremovexattr(fd, accessList)
		return err == nil || err == unix.ENODATA, nil
	case unix.ENOTSUP, unix.ENOSYS:
		return true, nil
	}
	return false, nil
}
