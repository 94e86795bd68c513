package tally

import (
	"path/filepath"
	"strings"

	"github.com/hoist/hoist/internal/logline"
)

// appendName appends the name of a line's file. Lines of old versions have a path instead: if it is
// under out, the destination of the run, the rest of it is the name. If not, the path identifies
// the file; no name contains a NUL.
func appendName(name []byte, r logline.Result, out string) []byte {
	if r.Name != "" || r.Path == "" {
		return append(name, r.Name...)
	}
	if under, ok := within(out, r.Path); ok {
		return append(name, filepath.ToSlash(under)...)
	}
	return append(append(name, 0), r.Path...)
}

// within returns the part of a path behind a directory.
func within(dir, path string) (string, bool) {
	switch dir = filepath.Clean(dir); {
	case filepath.IsAbs(path) != filepath.IsAbs(dir):
		return "", false
	case dir == ".":
		return path, true
	case strings.HasSuffix(dir, string(filepath.Separator)):
		return strings.CutPrefix(path, dir)
	}
	return strings.CutPrefix(path, dir+string(filepath.Separator))
}
