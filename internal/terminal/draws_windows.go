package terminal

import (
	"os"

	"golang.org/x/sys/windows"
)

// Draws reports whether the cursor of the terminal f can be moved, and enables its escape sequences
// (ENABLE_VIRTUAL_TERMINAL_PROCESSING). A terminal of Cygwin is not a console, and always has them.
func Draws(f *os.File) bool {
	console := windows.Handle(f.Fd())
	var mode uint32
	if windows.GetConsoleMode(console, &mode) != nil {
		return Is(f)
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
