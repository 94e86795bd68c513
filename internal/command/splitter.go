package command

import (
	"cmp"
	"encoding/hex"
	"hash"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/internal/split"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/source/records"
	"github.com/hoist/hoist/stages"
)

// A splitter divides a list into parts.
type splitter struct {
	in      *input
	dir     string
	quiet   bool
	planner *naming.Planner // of URLs
	rule    parts.Rule
	start   string // the variable with which URLs begin; empty for none
	server  string // the host of all codes; empty if they have different ones
	index   parts.Index
	end     byte      // after each input
	sum     hash.Hash // of the list as it was read
	read    int64     // bytes of the list
	keys    parts.Keys
	values  naming.Values
	job     source.Job // whose variables values returns
	refused uint64     // inputs that are not codes
}

// Write takes in bytes of the list as they are read.
func (s *splitter) Write(p []byte) (int, error) {
	s.read += int64(len(p))
	return s.sum.Write(p)
}

// list describes the list that was read.
func (s *splitter) list() parts.List {
	return parts.List{Bytes: s.read, SHA256: hex.EncodeToString(s.sum.Sum(nil))}
}

// plan decides how the list is divided.
func (s *splitter) plan(c *cli.Context, n int, by string) error {
	if k, n := s.in.list.Part(); n > 0 {
		return usagef("the list is part %d of %d of another split already; split the whole list", k, n)
	}
	if err := s.in.setCode(c); err != nil {
		return err
	}
	s.in.setVariables()
	url := c.String("url")
	own := url == "" && !s.in.list.HasURLs
	switch {
	case own:
		url = urlOfCode
	case url == "":
		url = urlOfColumn
	}
	var err error
	if s.planner, err = naming.New(naming.Templates{URL: url, OwnURL: own, Name: "{seq}", OwnName: true}, s.in.vars); err != nil {
		return &usageError{err}
	}
	s.values = func(name string) (string, bool) { return s.job.Var(name) }
	s.server, s.start = s.planner.Server(), s.planner.URLStart()
	if by == "" && s.server != "" {
		by = parts.ByCode
	}
	header, err := s.in.list.Header()
	if err != nil {
		return usagef("%w; split them apart", err)
	}
	s.index = parts.Index{
		Parts: n, By: cmp.Or(by, parts.ByHost), Ending: endingOf(s.in.list.Format), Header: header,
		Options: parts.Options{
			Format: string(cmp.Or(s.in.list.Format, records.Lines)), Null: c.Bool("null"), Delimiter: c.String("delimiter"),
			Code: c.String("code"), URL: redact.URL(url),
		},
	}
	if c.IsSet("columns") {
		s.index.Options.Columns = s.in.list.Columns
	}
	s.rule = parts.Rule{N: n, ByCode: s.index.By == parts.ByCode}
	return nil
}

// write writes the parts.
func (s *splitter) write(w *split.Writer) (*parts.Index, error) {
	seq := uint64(0)
	for job, err := range source.Ahead(s.in.list.Jobs) {
		if err != nil {
			return nil, &stages.InputError{Err: err}
		}
		seq++
		if job.Err != nil {
			s.refused++
		}
		k, host := s.part(&job)
		e, text := s.in.list.PartText(&job, seq)
		if err := w.Add(k, e, text, host); err != nil {
			return nil, err
		}
	}
	return w.Finish(s.list())
}

// part returns the part of a job, and the hash of its host. If the host is not known, the hash is
// 0.
func (s *splitter) part(job *source.Job) (k int, host uint64) {
	name := s.server
	if job.Err != nil {
		name = ""
	} else if name == "" {
		if name = s.plainHost(job); name == "" {
			s.job = *job
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

// plainHost returns the host of a job if its URL begins with a variable and has the usual form.
// Otherwise it returns "".
func (s *splitter) plainHost(job *source.Job) string {
	if s.start == "" {
		return ""
	}
	text, _ := job.Var(s.start)
	host, _ := parts.Plain(text)
	return host
}

// endingOf returns the ending of the names of parts, by which a run recognizes the format.
func endingOf(format records.Format) string {
	switch format {
	case records.Lines, "":
		return ".zst"
	case records.Sums:
		return ".sha256.zst" // also for the other algorithms
	}
	return "." + string(format) + ".zst"
}
