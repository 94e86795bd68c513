package disk

import (
	"os"

	"github.com/hoist/hoist/internal/fdlimit"
	"golang.org/x/sys/unix"
)

// accessList is the extended attribute in which Linux keeps a file's access control list (acl(5)).
const accessList = "system.posix_acl_access"

// inheritList gives the file fd the access control list of the file that has the name. If that file
// has no list, it removes the list of fd, since the directory may give a list to new files. It
// returns an error only if the process has too many files open.
func (d *Root) inheritList(fd int, name string) (did int, err error) {
	old, err := d.Root.OpenFile(name, os.O_RDONLY|unix.O_NONBLOCK, 0)
	switch {
	case fdlimit.IsExhausted(err):
		return listLost, err
	case err != nil:
		return listLost, nil
	}
	defer old.Close() // it was only read
	list := make([]byte, 1024)
	n, err := unix.Fgetxattr(int(old.Fd()), accessList, list)
	switch err {
	case nil:
		err = unix.Fsetxattr(fd, accessList, list[:n], 0)
	case unix.ENODATA:
		err = unix.Fremovexattr(fd, accessList)
	}
	switch err {
	case nil:
		return listChanged, nil
	case unix.ENODATA, unix.ENOTSUP, unix.ENOSYS:
		return listAlike, nil
	}
	return listLost, nil
}
