package tally

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/hoist/hoist/internal/journal"
)

// Check returns the paths without those that lead to a file that is there before, or the reason why
// a path is not a log that can be read twice.
func Check(paths []string) ([]string, error) {
	var different []string
	var seen []fs.FileInfo
	for _, path := range paths {
		if path == "-" {
			return nil, errors.New("-: a log is read twice, so it must be a file, and not standard input")
		}
		info, err := os.Stat(path)
		switch {
		case err != nil:
			return nil, journal.Unreadable(path, err)
		case info.IsDir():
			return nil, fmt.Errorf("log %s: is a directory; give the logs in it, as %s", path, filepath.Join(path, "*.jsonl"))
		case !info.Mode().IsRegular():
			return nil, fmt.Errorf("log %s: is not a regular file, and a log is read twice; save it to a file first", path)
		}
		if !slices.ContainsFunc(seen, func(other fs.FileInfo) bool { return os.SameFile(info, other) }) {
			seen, different = append(seen, info), append(different, path)
		}
	}
	return different, nil
}
