//go:build unix

package source

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// A parent process may give a socket for standard input, in place of a pipe.
func TestSelectStdinIsASocket(t *testing.T) {
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	in, out := os.NewFile(uintptr(ends[0]), "in"), os.NewFile(uintptr(ends[1]), "out")
	defer in.Close()
	if _, err := out.WriteString("a\nb\n"); err != nil {
		t.Fatal(err)
	}
	out.Close()
	checkStreamed(t, Spec{Stdin: in}, []Job{good("a"), good("b")})
}
