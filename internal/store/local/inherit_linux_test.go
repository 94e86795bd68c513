package local

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// accessRights is an access control list as Linux keeps it (linux/posix_acl_xattr.h): version 2,
// then tag, permissions and id of each entry.
func accessRights(owner, user, group, mask, other uint16) []byte {
	list := binary.LittleEndian.AppendUint32(nil, 2)
	for _, entry := range [][3]uint32{
		{1, uint32(owner), ^uint32(0)}, {2, uint32(user), 1234}, {4, uint32(group), ^uint32(0)},
		{16, uint32(mask), ^uint32(0)}, {32, uint32(other), ^uint32(0)},
	} {
		list = binary.LittleEndian.AppendUint16(list, uint16(entry[0]))
		list = binary.LittleEndian.AppendUint16(list, uint16(entry[1]))
		list = binary.LittleEndian.AppendUint32(list, entry[2])
	}
	return list
}

// A file with an access control list keeps it. With only the mode of the file, the group would get
// the rights of one user. A file without a list gets no list, not even the list of its directory.
func TestReplacedAccessListIsKept(t *testing.T) {
	eachKind(t, func(t *testing.T, d *Dir) {
		path := filepath.Join(d.path, "x")
		if err := put(d, "x", "old"); err != nil {
			t.Fatal(err)
		}
		list := accessRights(6, 4, 0, 4, 0)
		if err := unix.Setxattr(path, "system.posix_acl_access", list, 0); err != nil {
			t.Skip(err)
		}
		if err := put(d, "x", "new"); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 100)
		n, err := unix.Getxattr(path, "system.posix_acl_access", got)
		if err != nil || string(got[:n]) != string(list) || modeAt(t, path) != 0o640 {
			t.Errorf("list % x, want % x; %v, mode %v", got[:max(n, 0)], list, err, modeAt(t, path))
		}

		err = os.WriteFile(filepath.Join(d.path, "y"), []byte("old"), 0o600)
		if err := errors.Join(err, os.Chmod(filepath.Join(d.path, "y"), 0o640)); err != nil {
			t.Fatal(err)
		}
		if err := unix.Setxattr(d.path, "system.posix_acl_default", accessRights(6, 6, 6, 6, 0), 0); err != nil {
			t.Skip(err)
		}
		if err := put(d, "y", "new"); err != nil {
			t.Fatal(err)
		}
		if n, err := unix.Getxattr(filepath.Join(d.path, "y"), "system.posix_acl_access", got); err != unix.ENODATA {
			t.Errorf("list % x, %v, want none", got[:max(n, 0)], err)
		}
		if got := modeAt(t, filepath.Join(d.path, "y")); got != fs.FileMode(0o640) {
			t.Errorf("mode %v", got)
		}
	})
}
