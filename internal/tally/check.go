package tally

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hoist/hoist/internal/journal"
)

// endings are the endings of the names of logs in a directory.
var endings = []string{".jsonl", ".jsonl.gz", ".jsonl.zst"}

// Check returns the paths of the logs. In place of a directory it returns the logs in it. If
// several paths lead to one file, it returns the first. If a path does not lead to a log that can
// be read twice, it returns the reason.
func Check(paths []string) ([]string, error) {
	c := checker{seen: map[looks][]fs.FileInfo{}}
	for _, path := range paths {
		if err := c.add(path); err != nil {
			return nil, err
		}
	}
	return c.different, nil
}

// A checker collects the paths of different logs.
type checker struct {
	different []string
	seen      map[looks][]fs.FileInfo
}

// looks are properties that two infos of one file share. Only files with the same looks are
// compared, and not each file with thousands of others.
type looks struct {
	size    int64
	changed time.Time
}

func (c *checker) add(path string) error {
	if path == "-" {
		return errors.New("-: a log is read twice, so it must be a file, and not standard input")
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return journal.Unreadable(path, err)
	case info.IsDir():
		return c.addLogsOf(path)
	case !info.Mode().IsRegular():
		return fmt.Errorf("log %s: is not a regular file, and a log is read twice; save it to a file first", path)
	}
	same := looks{info.Size(), info.ModTime()}
	if !slices.ContainsFunc(c.seen[same], func(other fs.FileInfo) bool { return os.SameFile(info, other) }) {
		c.seen[same], c.different = append(c.seen[same], info), append(c.different, path)
	}
	return nil
}

// addLogsOf adds the logs in a directory, by the endings of their names. Hidden files and
// directories do not count.
func (c *checker) addLogsOf(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return journal.Unreadable(dir, err)
	}
	found := false
	for _, entry := range entries {
		has := func(ending string) bool { return strings.HasSuffix(entry.Name(), ending) }
		if entry.IsDir() || strings.HasPrefix(entry.Name(), ".") || !slices.ContainsFunc(endings, has) {
			continue
		}
		found = true
		if err := c.add(filepath.Join(dir, entry.Name())); err != nil {
			return err
		}
	}
	if !found {
		return fmt.Errorf("directory %s: has no log (%s)", dir, strings.Join(starred(), ", "))
	}
	return nil
}

func starred() (patterns []string) {
	for _, ending := range endings {
		patterns = append(patterns, "*"+ending)
	}
	return patterns
}
