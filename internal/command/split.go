package command

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"hash"
	"os"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/internal/split"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/source/records"
	"github.com/hoist/hoist/stages"
)

// A splitting is one list on its way into parts.
type splitting struct {
	*input
	dir     string
	quiet   bool
	planner *naming.Planner // of URLs
	rule    parts.Rule
	start   string // the variable with which URLs begin; empty for none
	server  string // the host of all codes; empty if they have different ones
	index   parts.Index
	end     byte // after each input
	sum     hash.Hash
	read    int64 // bytes of sum
	keys    parts.Keys
	values  naming.Values
	job     source.Job // whose variables values returns
	refused uint64     // inputs that are not codes
}

// splitList divides a list into files, for runs on many machines.
func splitList(c *cli.Context) (exit int, err error) {
	s, err := openSplit(c)
	if err != nil {
		return 0, err
	}
	defer s.input.list.Close() // it was only read
	if done, err := s.existing(); done || err != nil {
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
func openSplit(c *cli.Context) (*splitting, error) {
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
	case c.IsSet("url") && c.String("url") == "":
		return nil, usagef("--url: is empty; it must be a URL with variables, such as https://example.org/{code}.jpg")
	}
	if by != "" {
		if err := checkWord("by", by, parts.ByHost, parts.ByCode); err != nil {
			return nil, err
		}
	}
	s := &splitting{dir: c.Args().First(), quiet: c.Bool("quiet"), sum: sha256.New(), end: '\n'}
	if c.Bool("null") {
		s.end = 0
	}
	spec := source.Spec{
		Files: c.StringSlice("file"), Stdin: os.Stdin, Null: c.Bool("null"), URLs: !c.IsSet("url"), Read: s,
	}
	if err := tableForm(c, &spec); err != nil {
		return nil, err
	}
	selection, err := source.Select(spec)
	if err != nil {
		return nil, usagef("%w", err)
	}
	s.input = &input{list: selection, codeColumn: selection.CodeColumn()}
	if err := s.plan(c, int(n), by); err != nil {
		return nil, errors.Join(err, s.input.list.Close())
	}
	return s, nil
}

// Write is that of the bytes of the list.
func (s *splitting) Write(p []byte) (int, error) {
	s.read += int64(len(p))
	return s.sum.Write(p)
}

// plan decides how the list is divided.
func (s *splitting) plan(c *cli.Context, n int, by string) error {
	if k, n := s.input.list.Part(); n > 0 {
		return usagef("the list is part %d of %d of another split already; split the whole list", k, n)
	}
	if err := s.setCode(c); err != nil {
		return err
	}
	s.setVariables()
	url := c.String("url")
	own := url == "" && !s.input.list.HasURLs
	switch {
	case own:
		url = "{+code}"
	case url == "":
		url = urlOfColumn
	}
	var err error
	if s.planner, err = naming.New(naming.Templates{URL: url, OwnURL: own, Name: "{seq}", OwnName: true}, s.vars); err != nil {
		return &usageError{err}
	}
	s.values = func(name string) (string, bool) { return s.job.Var(name) }
	s.server, s.start = s.planner.Server(), s.planner.URLStart()
	if by == "" && s.server != "" {
		by = parts.ByCode
	}
	header, err := s.input.list.Header()
	if err != nil {
		return usagef("%w; split them apart", err)
	}
	s.index = parts.Index{
		Parts: n, By: cmp.Or(by, parts.ByHost), Ending: endingOf(s.input.list.Format), Header: header,
		Options: parts.Options{
			Format: string(cmp.Or(s.input.list.Format, records.Lines)), Null: c.Bool("null"), Delimiter: c.String("delimiter"),
			Code: c.String("code"), URL: redact.URL(url),
		},
	}
	if c.IsSet("columns") {
		s.index.Options.Columns = s.input.list.Columns
	}
	s.rule = parts.Rule{N: n, ByCode: s.index.By == parts.ByCode}
	return nil
}

// endingOf returns the ending of the names of parts, by which a run recognizes the format.
func endingOf(format records.Format) string {
	switch format {
	case records.Lines, "":
		return ".zst"
	case records.Sums:
		return ".sha256.zst" // which is of the lists of all algorithms
	}
	return "." + string(format) + ".zst"
}
