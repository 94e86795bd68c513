//go:build !windows

package terminal

import "os"

// Draws reports whether the cursor of the terminal f can be moved: not on a terminal that is said to
// be dumb.
func Draws(*os.File) bool { return os.Getenv("TERM") != "dumb" }
