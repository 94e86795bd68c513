package command

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"

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

// existing looks for the parts of an earlier split in the directory. If they are those of this list,
// it reports them, and done is set. If they are others, that is an error.
func (s *splitting) existing() (done bool, err error) {
	if err := checkDirectory(s.dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
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
	if x.Parts != s.index.Parts || x.By != s.index.By || x.Header != s.index.Header || !reflect.DeepEqual(x.Options, s.index.Options) {
		return false, usagef("%s has the %d parts of a split with other options; choose another directory", s.dir, x.Parts)
	}
	for _, err := range s.input.list.Jobs {
		if err != nil {
			return false, ended(err)
		}
	}
	if s.list() != x.List {
		return false, usagef("%s has the parts of another list; choose another directory", s.dir)
	}
	for _, e := range x.Each {
		if e.Name == "" {
			continue
		}
		if _, err := os.Stat(filepath.Join(s.dir, e.Name)); err != nil {
			return false, fmt.Errorf("%s has the parts of this list, and one is missing: %w", s.dir, err)
		}
	}
	s.report(s.dir+" has the parts of this list already", x)
	return true, nil
}

// list describes the list that was read.
func (s *splitting) list() parts.List {
	return parts.List{Bytes: s.read, SHA256: hex.EncodeToString(s.sum.Sum(nil))}
}

// write writes the parts.
func (s *splitting) write(w *split.Writer) (*parts.Index, error) {
	seq := uint64(0)
	for job, err := range source.Ahead(s.input.list.Jobs) {
		if err != nil {
			return nil, &stages.InputError{Err: err}
		}
		seq++
		job.Seq = seq
		if job.Err != nil {
			s.refused++
		}
		k, host := s.part(job)
		e, text := s.input.list.PartText(job)
		if err := w.Add(k, e, text, host); err != nil {
			return nil, err
		}
	}
	return w.Finish(s.list())
}

// part returns the part of a job, and the hash of its host if that is known, else 0.
func (s *splitting) part(job source.Job) (k int, host uint64) {
	name := s.server
	if job.Err != nil {
		name = ""
	} else if name == "" {
		if name = s.plainHost(&job); name == "" {
			s.job = job
			if url, err := s.planner.URLText(s.values); err == nil {
				name, _ = s.keys.Of(url)
			}
		}
	}
	if name != "" {
		host = parts.Hash(name)
	}
	if s.rule.ByCode || name == "" {
		return parts.Of(job.Code, s.rule.N), host
	}
	return parts.At(host, s.rule.N), host
}

// plainHost returns the host of a job whose URL begins with a variable and has the usual form.
// Otherwise it returns "".
func (s *splitting) plainHost(job *source.Job) string {
	if s.start == "" {
		return ""
	}
	text, _ := job.Var(s.start)
	host, _ := parts.Plain(text)
	return host
}

// report prints what was made.
func (s *splitting) report(what string, x *parts.Index) {
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
	fmt.Fprintf(os.Stderr, "hoist: %s: parts %d, codes %d, hosts %s%d; the largest part has %d codes\n",
		redact.OneLine(what), x.Parts, x.Codes, about, x.Hosts, largest)
	if s.refused > 0 {
		fmt.Fprintf(os.Stderr, "hoist: %d of these can't be codes; the runs of the parts report them\n", s.refused)
	}
}
