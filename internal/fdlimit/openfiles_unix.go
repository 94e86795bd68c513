//go:build unix

package fdlimit

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// Limit returns the number of files that the process may have open (getrlimit(2), RLIMIT_NOFILE).
// Go has raised it to the hard limit at the start of the process.
func Limit() (n uint64, known bool) {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return 0, false
	}
	return uint64(limit.Cur), true
}

// OpenNow returns the number of open files of the process that count towards limit, including the
// files that it inherited. A descriptor of limit or more does not count, since open(2) takes the
// lowest free number. If the system can't list the descriptors, OpenNow tries at most 10,000.
func OpenNow(limit uint64) uint64 {
	names, err := descriptorNames()
	if err != nil {
		return probeDescriptors(limit)
	}
	n := uint64(0)
	for _, name := range names {
		if fd, err := strconv.ParseUint(name, 10, 64); err == nil && fd < limit {
			n++
		}
	}
	return n - min(n, 1) // without the descriptor of /proc/self/fd itself
}

// descriptorNames returns the numbers of the open files. It needs /proc of Linux.
func descriptorNames() ([]string, error) {
	directory, err := os.Open("/proc/self/fd")
	if err != nil {
		return nil, err
	}
	defer directory.Close() // it was only read
	return directory.Readdirnames(-1)
}

// mostProbed is the number of descriptors that probeDescriptors tries. A run with 1000 workers has
// fewer open.
const mostProbed = 10_000

// probeDescriptors counts the open files by trying each number.
func probeDescriptors(limit uint64) (n uint64) {
	for fd := range min(limit, mostProbed) {
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err == nil {
			n++
		}
	}
	return n
}

// MaxThreads returns the number of threads that a user may have (getrlimit(2), RLIMIT_NPROC). Root
// has no such limit.
func MaxThreads() (n uint64, limited bool) {
	var limit unix.Rlimit
	if os.Geteuid() == 0 || unix.Getrlimit(unix.RLIMIT_NPROC, &limit) != nil || limit.Cur == unix.RLIM_INFINITY {
		return 0, false
	}
	return uint64(limit.Cur), true
}
