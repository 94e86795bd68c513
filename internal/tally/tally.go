package tally

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unsafe"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// A Sum is the outcome of all runs of some logs.
type Sum struct {
	Tally      logline.Tally // its Exit is not set
	Flags      bool          // all runs fetched flags
	Unfinished []Run         // runs that no later run of their log resumed
	Resumed    []Run         // runs without a tally line that a later run of their log resumed
}

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
			return nil, unreadable(path, err)
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

// Read reads the logs at paths, each twice. Check must have accepted the paths. An error about a
// line is a *journal.Error with its number.
func Read(paths []string) (Sum, error) { return read(paths, usualLeast) }

func read(paths []string, least int) (Sum, error) {
	c := counter{hash: newHasher(), kinds: map[outcome.Kind]bool{}, index: index{least: least}}
	logs := make([]logFile, len(paths))
	for i, path := range paths {
		logs[i].path = path
		if err := c.first(&logs[i]); err != nil {
			return Sum{}, err
		}
	}
	c.sum.Flags = c.flags > 0 && c.flags == c.runs
	counted := c.index.counted(c.lines)
	number := uint64(0)
	for i := range logs {
		err := logs[i].again(func(line []byte) error {
			number++
			if !counted.has(number - 1) {
				return nil
			}
			return c.count(line)
		})
		if err != nil {
			return Sum{}, err
		}
	}
	return c.sum, nil
}

// A counter takes in the lines of logs.
type counter struct {
	sum   Sum
	index index
	hash  hasher
	lines uint64 // read in all logs
	kinds map[outcome.Kind]bool
	runs  int // run lines
	flags int // run lines of a flag site

	// Of the log that is being read:
	now     int64 // the latest time of its lines, in microseconds
	started runs
	out     string // of its last run line
	named   []byte
	line    logline.Line
}

// first reads a log for the first time: it indexes the lines of files, and follows the runs.
func (c *counter) first(l *logFile) error {
	c.now, c.out, c.started = 0, "", runs{log: l.path}
	n, err := l.scan(math.MaxUint64, func(line []byte) error {
		if c.lines++; c.lines > mostLines {
			return fmt.Errorf("more than %d lines in all logs", int64(mostLines))
		}
		return c.take(textOf(line))
	})
	if err != nil {
		return err
	}
	l.lines = n
	c.sum.Unfinished = append(c.sum.Unfinished, c.started.close()...)
	c.sum.Resumed = append(c.sum.Resumed, c.started.resumed...)
	c.sum.Tally.Elapsed = sum(c.sum.Tally.Elapsed, c.started.elapsed)
	switch {
	case l.broken:
		c.sum.Unfinished = append(c.sum.Unfinished, Run{Log: l.path, State: fmt.Sprintf(isBroken, n)})
	case n == 0:
		c.sum.Unfinished = append(c.sum.Unfinished, Run{Log: l.path, State: isEmpty})
	}
	return nil
}

// textOf returns a line as a string that is valid until the next line.
func textOf(line []byte) string { return unsafe.String(unsafe.SliceData(line), len(line)) }

// take takes in a line of the first reading.
func (c *counter) take(text string) error {
	if err := c.line.Parse(text); err != nil {
		return advise(err)
	}
	at, err := c.line.Time()
	if err != nil {
		return advise(err)
	}
	if !at.IsZero() {
		c.now = max(c.now, at.UnixMicro())
	}
	switch c.line.Event.Text {
	case "run":
		run, err := c.line.Run()
		if err != nil {
			return err
		}
		c.runs++
		if run.Server != "" {
			c.flags++
		}
		c.out = strings.Clone(run.Out)
		c.started.begin(c.now, run.Resume)
	case "step":
		c.started.step(c.now)
	case "result":
		c.started.step(c.now)
		return c.takeResult()
	case "tally":
		elapsed, exit, err := c.line.Ending()
		if err != nil {
			return advise(err)
		}
		c.started.end(c.now, elapsed, exit)
	}
	return nil
}

func advise(err error) error { return fmt.Errorf("%w; fix or remove that line", err) }

func (c *counter) takeResult() error {
	r, err := c.line.Result()
	if err != nil {
		return advise(err)
	}
	if r.Kind != "" && !c.kinds[r.Kind] {
		if len(c.kinds) == mostKinds {
			return fmt.Errorf("more than %d kinds of errors", mostKinds)
		}
		c.kinds[outcome.Kind(strings.Clone(string(r.Kind)))] = true
	}
	name := uint64(0)
	if c.named = c.appendName(c.named[:0], r); len(c.named) > 0 {
		name = c.hash.name(textOf(c.named))
	}
	c.index.add(newEntry(c.hash.code(r.Code), name, c.now, c.lines-1, classOf(r.Status, r.Path)))
	return nil
}

// mostKinds is how many kinds of errors there may be. A Tally counts each.
const mostKinds = 100

// appendName appends the name of a line's file. Lines of old versions have a path instead: if it is
// under the destination of the run, it has the name. If not, the path identifies the file; no name
// contains a NUL.
func (c *counter) appendName(name []byte, r logline.Result) []byte {
	if r.Name != "" || r.Path == "" {
		return append(name, r.Name...)
	}
	if under, ok := within(c.out, r.Path); ok {
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

// again reads the lines of the first reading again.
func (l *logFile) again(take func(line []byte) error) error {
	n, err := l.scan(l.lines, take)
	if err == nil && n < l.lines {
		err = unreadable(l.path, errors.New("was cut while it was read"))
	}
	return err
}

// count counts a line of the second reading.
func (c *counter) count(line []byte) error {
	if err := c.line.Parse(string(line)); err != nil {
		return err
	}
	r, err := c.line.Result()
	if err != nil {
		return err
	}
	for _, kept := range []*string{&r.Host, &r.Reason, (*string)(&r.Kind)} {
		*kept = strings.Clone(*kept) // a Tally keeps them, and not the whole line with them
	}
	c.sum.Tally.Add(r)
	return nil
}
