// Package terminal reports whether a file is a terminal, and what the terminal can do.
package terminal

import (
	"os"

	"github.com/mattn/go-isatty"
)

// Is reports whether f is a terminal. That includes the terminals of Cygwin and MSYS, which Windows
// sees as pipes.
func Is(f *os.File) bool { return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()) }
