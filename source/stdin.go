package source

import (
	"fmt"
	"os"

	"github.com/hoist/hoist/internal/terminal"
)

// isStream reports whether codes can be read from f without a user who types them. Such a file is a
// pipe, a socket (as a parent process may use in place of a pipe), or a regular file.
func isStream(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && (info.Mode().IsRegular() || info.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0)
}

// checkStdin returns the reason why codes can't be read from f, if the user gave no codes in
// another way: f is a terminal, closed or a directory. Any other f is read. /dev/null is an empty
// list.
func checkStdin(f *os.File) error {
	if is := unreadable(f); is != "" {
		return noCodes(is)
	}
	if terminal.Is(f) {
		return noCodes("a terminal")
	}
	return nil
}

// unreadable returns the reason why f can't be read, even if the user asks for it. If it can be
// read, unreadable returns an empty string.
func unreadable(f *os.File) string {
	info, err := f.Stat()
	switch {
	case err == nil && info.IsDir():
		return "a directory"
	case isStream(f) || terminal.Is(f):
		return ""
	case err != nil || !readOnly(f):
		return "closed, or open for writing"
	}
	return ""
}

func noCodes(stdin string) error {
	return fmt.Errorf("no codes, and standard input is %s; give codes as arguments, by --file PATH, "+
		"--all or --every, or on standard input", stdin)
}
