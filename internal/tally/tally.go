package tally

import (
	"cmp"
	"strings"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// A Sum is the outcome of all runs of some logs.
type Sum struct {
	Tally      logline.Tally // its Exit is not set
	Flags      bool          // all runs fetched flags
	Unfinished []Run         // runs that no later run of their log resumed
	Resumed    []Run         // runs without a tally line that a later run of their log resumed
	Parts      Parts
}

// Read reads the logs at paths, each twice. Check must have accepted the paths. An error about a
// line is a *journal.Error with its number.
func Read(paths []string) (Sum, error) { return read(paths, nil, usualLeast) }

// ReadEach is like Read. It calls take with the result of each line that counts, and returns its
// first error.
func ReadEach(paths []string, take func(*logline.Result) error) (Sum, error) {
	return read(paths, take, usualLeast)
}

func read(paths []string, take func(*logline.Result) error, least int) (Sum, error) {
	c := counter{hash: newHasher(), kinds: map[outcome.Kind]bool{}, index: index{least: least}}
	logs := make([]logFile, len(paths))
	for i, path := range paths {
		logs[i].path = path
		if err := c.first(&logs[i]); err != nil {
			return Sum{}, err
		}
	}
	parts, unfinished := c.parts.parts()
	c.sum.Parts = parts
	c.sum.Unfinished, c.sum.Resumed = append(c.sum.Unfinished, unfinished...), append(c.sum.Resumed, c.parts.resumed...)
	c.sum.Flags = c.flags > 0 && c.flags == c.runs
	counted := c.index.counted(c.lines)
	number := uint64(0)
	var notTaken error // the error of take, which is not about the log
	for i := range logs {
		err := logs[i].again(func(line []byte) error {
			number++
			if !counted.has(number - 1) {
				return nil
			}
			r, err := c.count(line)
			if err == nil && take != nil {
				notTaken = take(&r)
				err = notTaken
			}
			return err
		})
		if err = cmp.Or(notTaken, err); err != nil {
			return Sum{}, err
		}
	}
	return c.sum, nil
}

// count counts a line of the second reading, and returns its result.
func (c *counter) count(line []byte) (logline.Result, error) {
	if err := c.line.Parse(string(line)); err != nil {
		return logline.Result{}, err
	}
	r, err := c.line.Result()
	if err != nil {
		return logline.Result{}, err
	}
	for _, kept := range []*string{&r.Host, &r.Reason, &r.Detail, (*string)(&r.Kind)} {
		*kept = strings.Clone(*kept) // a Tally keeps them, and not the whole line with them
	}
	c.sum.Tally.Add(r)
	return r, nil
}
