package stages

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Unnamed is open(2) with O_TMPFILE. Not every file system can do that.
func (d *rootDisk) Unnamed() (file, error) {
	fd, err := unix.Openat(int(d.folder.Fd()), ".", unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o666)
	if err != nil {
		return nil, err
	}
	return diskFile{os.NewFile(uintptr(fd), "unnamed file")}, nil
}

// canName reports whether unnamed files can be named later.
func (d *rootDisk) canName(f file) error {
	_, err := os.Stat(procName(f.(diskFile).File))
	return err
}

// procName is the name by which open(2) shows how to link an unnamed file. AT_EMPTY_PATH would do without /proc,
// but needs a capability on most kernels.
func procName(f *os.File) string { return fmt.Sprintf("/proc/self/fd/%d", f.Fd()) }

func linkAt(f, folder *os.File, name string) error {
	return unix.Linkat(unix.AT_FDCWD, procName(f), int(folder.Fd()), name, unix.AT_SYMLINK_FOLLOW)
}

// WriteBack is sync_file_range(2), which by itself makes nothing durable.
func (f diskFile) WriteBack() {
	unix.SyncFileRange(int(f.Fd()), 0, 0, unix.SYNC_FILE_RANGE_WRITE)
}
