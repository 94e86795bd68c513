package tally

import (
	"fmt"
	"math"
	"strings"
	"unsafe"

	"github.com/hoist/hoist/internal/journal"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/parts"
)

// A counter takes in the lines of logs.
type counter struct {
	sum   Sum
	index index
	hash  hasher
	lines uint64 // read in all logs
	kinds map[outcome.Kind]bool
	runs  int // run lines
	parts partRuns
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
	c.now, c.out, c.started = 0, "", runs{log: l.path, parts: &c.parts}
	n, err := l.scan(math.MaxUint64, func(line []byte) error {
		if c.lines++; c.lines > mostLines {
			return fmt.Errorf("more than %d lines in all logs", int64(mostLines))
		}
		return c.add(textOf(line))
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

// add takes in a line of the first reading.
func (c *counter) add(text string) error {
	if err := c.line.Parse(text); err != nil {
		return journal.Advise(err)
	}
	at, err := c.line.Time()
	if err != nil {
		return journal.Advise(err)
	}
	if !at.IsZero() {
		c.now = max(c.now, at.UnixMicro())
	}
	switch c.line.Event.Text {
	case "run":
		run, err := c.line.Run()
		if err != nil {
			return journal.Advise(err)
		}
		part, err := parts.ParsePart(run.Part)
		if err != nil {
			return journal.Advise(err)
		}
		c.runs++
		if run.Server != "" {
			c.flags++
		}
		c.out = strings.Clone(run.Out)
		c.started.begin(c.now, run.Resume, part)
	case "step":
		c.started.step(c.now)
	case "result":
		c.started.result(c.now)
		return c.addResult()
	case "tally":
		elapsed, exit, err := c.line.Ending()
		if err != nil {
			return journal.Advise(err)
		}
		c.started.end(c.now, elapsed, exit)
	}
	return nil
}

func (c *counter) addResult() error {
	r, err := c.line.Result()
	if err != nil {
		return journal.Advise(err)
	}
	if r.Kind != "" && !c.kinds[r.Kind] {
		if len(c.kinds) == mostKinds {
			return fmt.Errorf("more than %d kinds of errors", mostKinds)
		}
		c.kinds[outcome.Kind(strings.Clone(string(r.Kind)))] = true
	}
	name := uint64(0)
	if c.named = appendName(c.named[:0], r, c.out); len(c.named) > 0 {
		name = c.hash.name(textOf(c.named))
	}
	c.index.add(newEntry(c.hash.code(r.Code), name, c.now, c.lines-1, classOf(r.Status, r.Path)))
	return nil
}

// mostKinds is the largest number of kinds of errors. A Tally counts each.
const mostKinds = 100
