package source

import (
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/country"
)

// If codes are not flag codes and the user gave none, standard input is read. If it can't be read,
// the error has its type and the ways to give codes.
func TestSelectWithoutCodes(t *testing.T) {
	checkStreamed(t, Spec{Stdin: null(t)}, nil)
	checkStreamed(t, Spec{Stdin: pipe(t, "")}, nil)

	closed := open(t, file(t, ""))
	closed.Close()
	directory := open(t, t.TempDir())
	checkNoCodes(t, closed, "closed")
	checkNoCodes(t, directory, "a directory")
	for _, stdin := range []*os.File{closed, directory} {
		if got := selected(t, Spec{Stdin: stdin, Flags: true}).Codes; len(got) != len(country.Populous()) {
			t.Errorf("flags: %q", got)
		}
	}
}

// If standard input was closed, it is /dev/null, for reading and writing. nohup(1) opens it for
// writing alone.
func TestSelectWithoutCodesOrStdin(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("of a closed standard input there is no handle")
	}
	for _, flags := range []int{os.O_RDWR, os.O_WRONLY} {
		stdin, err := os.OpenFile(os.DevNull, flags, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer stdin.Close()
		checkNoCodes(t, stdin, "closed")
	}
}

// The same holds if the user asks for it by -f -.
func TestSelectUnreadableStdin(t *testing.T) {
	closed := open(t, file(t, ""))
	closed.Close()
	inputs := map[*os.File]string{closed: "closed, or open for writing", open(t, t.TempDir()): "a directory"}
	if runtime.GOOS != "windows" {
		null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer null.Close()
		inputs[null] = "closed, or open for writing"
	}
	for stdin, is := range inputs {
		for _, flags := range []bool{false, true} {
			_, err := Select(Spec{Stdin: stdin, Files: []string{"-"}, Flags: flags})
			if want := "file of codes: standard input is " + is; err == nil || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		}
	}
	checkStreamed(t, Spec{Stdin: null(t), Files: []string{"-"}}, nil)
}

func checkNoCodes(t *testing.T, stdin *os.File, is string) {
	t.Helper()
	_, err := Select(Spec{Stdin: stdin})
	if err == nil || !strings.Contains(err.Error(), "standard input is "+is) || !strings.Contains(err.Error(), "--file PATH") {
		t.Errorf("got %v, want standard input is %s", err, is)
	}
}
