package source

import "os"

// readOnly is true, since a standard input that was closed has no handle, and so can't be looked
// at.
func readOnly(*os.File) bool { return true }
