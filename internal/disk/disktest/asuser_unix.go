//go:build unix

package disktest

import (
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// AsUser calls f as a user that is only in its own group (setresuid(2), for the whole process).
func AsUser(t *testing.T, id int, f func()) {
	t.Helper()
	groups, err := unix.Getgroups()
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(syscall.Setgroups([]int{id}))
	must(syscall.Setregid(-1, id))
	must(syscall.Setreuid(-1, id))
	defer func() {
		must(syscall.Setreuid(-1, 0))
		must(syscall.Setregid(-1, 0))
		must(syscall.Setgroups(groups))
	}()
	f()
}
