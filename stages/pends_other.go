//go:build !linux

package stages

// openPends has one way of keeping pending files.
func openPends(d *Dir) (pends, error) { return openTempFiles(d) }
