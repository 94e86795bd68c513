//go:build !windows

package terminal

import "os"

// Draws reports whether the cursor of the terminal f can be moved. It returns false if TERM is
// dumb.
func Draws(*os.File) bool { return os.Getenv("TERM") != "dumb" }
