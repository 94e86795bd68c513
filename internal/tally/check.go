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
	"github.com/hoist/hoist/internal/parts"
)

// endings are the endings of the names of logs in a directory.
var endings = []string{".jsonl", ".jsonl.gz", ".jsonl.zst"}

// An Input is the logs to read. If a directory of hoist split is among them, Index has its parts.
type Input struct {
	Logs  []string
	Index *parts.Index
}

// Check returns the logs at the paths. In place of a directory it returns the logs in it, and the
// index of the parts in it. If several paths lead to one file, it returns the first. If a path does
// not lead to a log that can be read twice, it returns the reason.
func Check(paths []string) (Input, error) {
	c := checker{seen: map[looks][]fs.FileInfo{}}
	for _, path := range paths {
		if err := c.add(path); err != nil {
			return Input{}, err
		}
	}
	if len(c.different) == 0 {
		return Input{}, fmt.Errorf("directory %s: has the parts of a list and no log; name the logs too", filepath.Dir(c.indexPath))
	}
	return Input{c.different, c.index}, nil
}

// A checker collects the paths of different logs, and the index of parts.
type checker struct {
	different []string
	seen      map[looks][]fs.FileInfo
	index     *parts.Index
	indexPath string
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

// addLogsOf adds the logs in a directory, by the endings of their names, and the index of parts.
// Hidden files and directories do not count.
func (c *checker) addLogsOf(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return journal.Unreadable(dir, err)
	}
	found, err := c.addIndex(filepath.Join(dir, parts.IndexName))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		has := func(ending string) bool { return strings.HasSuffix(entry.Name(), ending) }
		if strings.HasPrefix(entry.Name(), ".") || !slices.ContainsFunc(endings, has) {
			continue
		}
		path := filepath.Join(dir, entry.Name())
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			continue // or a link to one
		}
		found = true
		if err := c.add(path); err != nil {
			return err
		}
	}
	if !found {
		return fmt.Errorf("directory %s: has no log (%s)", dir, strings.Join(starred(), ", "))
	}
	return nil
}

// addIndex adds the index of parts, if there is one.
func (c *checker) addIndex(path string) (found bool, err error) {
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, journal.Unreadable(path, err)
	}
	index, err := parts.ParseIndex(text)
	if err != nil {
		return false, fmt.Errorf("%s %w", path, err)
	}
	if c.index != nil && (index.List != c.index.List || index.Parts != c.index.Parts || index.By != c.index.By) {
		return false, fmt.Errorf("%s and %s are of two lists; count their logs apart", c.indexPath, path)
	}
	c.index, c.indexPath = index, path
	return true, nil
}

func starred() (patterns []string) {
	for _, ending := range endings {
		patterns = append(patterns, "*"+ending)
	}
	return patterns
}
