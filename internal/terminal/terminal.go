// Package terminal reports whether a file is a terminal, and what the terminal can do.
package terminal

import (
	"os"

	"github.com/mattn/go-isatty"
)

// Is reports whether f is a terminal, so that a person reads what is written to f, or types what is
// read from f. The terminals of Cygwin and MSYS, which are pipes to Windows, count too.
func Is(f *os.File) bool { return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()) }
