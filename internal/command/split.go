package command

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/options"
	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/internal/split"
	"github.com/hoist/hoist/internal/terminal"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/stages"
)

// splitList divides a list into files, for runs on many machines.
func splitList(c *cli.Context, _ options.Given) (exit int, err error) {
	s, err := openSplit(c)
	if err != nil {
		return 0, err
	}
	defer s.in.list.Close() // it was only read
	if done, err := s.findExisting(); done || err != nil {
		return 0, err
	}
	w, err := split.Create(s.dir, s.index, s.end)
	if exists, ok := errors.AsType[*split.ExistsError](err); ok {
		return 0, &usageError{exists}
	}
	if err != nil {
		return stages.ExitFailure, err
	}
	index, err := s.write(w)
	if err := errors.Join(err, w.Close()); err != nil {
		return stages.ExitFailure, ended(err)
	}
	s.report("made "+s.dir, index)
	return 0, nil
}

// openSplit checks the command line and opens the list.
func openSplit(c *cli.Context) (*splitter, error) {
	n := count(c, "parts")
	by := c.String("by")
	switch {
	case !given(c, "parts"):
		return nil, usagef("split: needs --parts N, the number of parts")
	case n < 1 || n > parts.MaxParts:
		return nil, usagef("--parts %d: must be 1 to %d", n, parts.MaxParts)
	case c.NArg() == 0:
		return nil, usagef("split: needs the DIR for the parts")
	case c.NArg() > 1:
		return nil, usagef("split: has one DIR, and not also %q; lists are given by --file PATH or on standard input", c.Args().Get(1))
	}
	if err := checkURL(c); err != nil {
		return nil, err
	}
	if by != "" {
		if err := checkWord("by", by, parts.ByHost, parts.ByCode); err != nil {
			return nil, err
		}
	}
	s := &splitter{
		dir: c.Args().First(), quiet: c.Bool("quiet"), sum: sha256.New(), end: '\n',
		console: sink.NewConsole(os.Stderr),
	}
	s.draws = !s.quiet && terminal.Is(os.Stderr) && terminal.Draws(os.Stderr)
	if c.Bool("null") {
		s.end = 0
	}
	spec, err := splitSpec(c)
	if err != nil {
		return nil, err
	}
	spec.Read = s
	selection, err := source.Select(spec)
	if err != nil {
		return nil, usagef("%w", err)
	}
	s.in = &input{list: selection, codeColumn: selection.CodeColumn(), ignored: spec.Ignored}
	if err := s.plan(c, int(n), by); err != nil {
		return nil, errors.Join(err, s.in.list.Close())
	}
	return s, nil
}

// splitSpec returns the description of the list on the command line.
func splitSpec(c *cli.Context) (source.Spec, error) {
	spec := source.Spec{Files: c.StringSlice("file"), Stdin: os.Stdin, Null: c.Bool("null"), URLs: !c.IsSet("url")}
	if len(spec.Files) == 0 {
		if terminal.Is(os.Stdin) {
			return spec, usagef("no list, and standard input is a terminal; give --file PATH, or the list on standard input")
		}
		spec.Files = []string{"-"}
	}
	if err := setIgnored(c, &spec); err != nil {
		return spec, err
	}
	err := tableForm(c, &spec)
	return spec, err
}

// findExisting looks for the parts of an earlier split in the directory. If they are the parts of
// this list, it reports them, and done is set. If they are other parts, that is an error.
func (s *splitter) findExisting() (done bool, err error) {
	if err := s.checkDir(); err != nil {
		return false, usagef("directory for parts %s: %w", s.dir, err)
	}
	path := filepath.Join(s.dir, parts.IndexName)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	x, err := parts.ParseIndex(text)
	if err != nil {
		return false, usagef("%s: %w", path, err)
	}
	if x.Parts != s.index.Parts || x.By != s.index.By || x.Header != s.index.Header ||
		!reflect.DeepEqual(x.Options, s.index.Options) {
		return false, usagef("%s has the %d parts of a split with other options; choose another directory", s.dir, x.Parts)
	}
	for _, err := range s.in.list.Jobs {
		if err != nil {
			return false, ended(&stages.InputError{Err: err})
		}
	}
	if s.list() != x.List {
		return false, usagef("%s has the parts of another list; choose another directory", s.dir)
	}
	if err := s.checkParts(x); err != nil {
		return false, fmt.Errorf("%s has the parts of this list, and %w; remove %s and split again", s.dir, err, s.dir)
	}
	split.Clean(s.dir) // its error makes no difference to the parts, which are whole
	s.report(s.dir+" has the parts of this list already", x)
	return true, nil
}

// checkDir returns the reason why the directory for parts can't be made or used.
func (s *splitter) checkDir() error {
	err := checkDirectory(s.dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := os.Lstat(filepath.Clean(s.dir)); err == nil {
		return errors.New("is a symbolic link to a place that does not exist")
	}
	return nil
}

// checkParts checks that the files of the parts have the sizes that the index has. The error is a
// clause about the first other one.
func (s *splitter) checkParts(x *parts.Index) error {
	for _, e := range x.Each {
		if e.Name == "" {
			continue
		}
		switch info, err := os.Stat(filepath.Join(s.dir, e.Name)); {
		case errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("%s is missing", e.Name)
		case err != nil:
			return fmt.Errorf("%s can't be read (%w)", e.Name, err)
		case info.Size() != e.Size:
			return fmt.Errorf("%s has %d bytes, not %d", e.Name, info.Size(), e.Size)
		}
	}
	return nil
}

// report prints what was made. A list without hosts may be a table that was read as lines, so that
// is reported in any case.
func (s *splitter) report(what string, x *parts.Index) {
	if x.By == parts.ByHost && x.Codes > 0 && x.Hosts == 0 {
		fmt.Fprintf(os.Stderr, "hoist: no code has a host, so codes were divided by their text; "+
			"if they should have hosts, remove %s and split again with --format, --delimiter or --url\n", redact.OneLine(s.dir))
	}
	if s.quiet {
		return
	}
	var largest uint64
	for _, e := range x.Each {
		largest = max(largest, e.Codes)
	}
	about := ""
	if x.HostsEstimated {
		about = "about "
	}
	fmt.Fprintf(os.Stderr, "hoist: %s: parts %d, codes %d, hosts %s%d, codes in the largest part %d\n",
		redact.OneLine(what), x.Parts, x.Codes, about, x.Hosts, largest)
	if s.refused > 0 {
		fmt.Fprintf(os.Stderr, "hoist: %d of these can't be codes; the runs of the parts report them\n", s.refused)
	}
}
