//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"unsafe"
)

// These constants are from linux/fcntl.h, since syscall doesn't have them.
const (
	tmpfile       = 0o20000000 | syscall.O_DIRECTORY // O_TMPFILE
	symlinkFollow = 0x400                            // AT_SYMLINK_FOLLOW
	emptyPath     = 0x1000                           // AT_EMPTY_PATH
	cwd           = -100                             // AT_FDCWD
)

// save measures the limit of saving: it creates files without a name, writes and links them, in as
// many threads as there are cores. It syncs nothing.
func save(args []string) error {
	if len(args) != 3 {
		return errors.New(usage)
	}
	files, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	size, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	body := make([]byte, size)
	workers := runtime.NumCPU()
	errs := make([]error, workers)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < files && errs[w] == nil; i += workers {
				errs[w] = saveOne(args[0], fmt.Sprintf("f%07d", i+1), body)
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

func saveOne(dir, name string, body []byte) error {
	fd, err := syscall.Open(dir, tmpfile|syscall.O_WRONLY|syscall.O_CLOEXEC, 0o666)
	if err != nil {
		return &os.PathError{Op: "open", Path: dir, Err: err}
	}
	_, err = syscall.Write(fd, body)
	if err == nil {
		err = nameFile(fd, filepath.Join(dir, name))
	}
	return errors.Join(err, syscall.Close(fd))
}

// nameFile links by the descriptor alone if the kernel allows that to every user, as Linux 6.10 and
// later do. Otherwise it links by /proc, as open(2) describes for O_TMPFILE.
func nameFile(fd int, name string) error {
	err := link(fd, "", name, emptyPath)
	if errors.Is(err, syscall.ENOENT) {
		err = link(cwd, "/proc/self/fd/"+strconv.Itoa(fd), name, symlinkFollow)
	}
	return err
}

// link calls linkat(2).
func link(at int, from, to string, flags uintptr) error {
	old, err := syscall.BytePtrFromString(from)
	if err != nil {
		return err
	}
	name, err := syscall.BytePtrFromString(to)
	if err != nil {
		return err
	}
	here := cwd
	_, _, errno := syscall.Syscall6(syscall.SYS_LINKAT, uintptr(at), uintptr(unsafe.Pointer(old)),
		uintptr(here), uintptr(unsafe.Pointer(name)), flags, 0)
	if errno != 0 {
		return &os.LinkError{Op: "link", Old: from, New: to, Err: errno}
	}
	return nil
}
