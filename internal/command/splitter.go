package command

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"hash"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/internal/split"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/source/records"
	"github.com/hoist/hoist/stages"
)

// A splitter divides a list into parts.
type splitter struct {
	in      *input
	dir     string
	quiet   bool
	divider *parts.Divider
	index   parts.Index
	end     byte      // after each input
	sum     hash.Hash // of the bytes of the list
	read    int64     // bytes of the list
	values  naming.Values
	job     source.Job // whose variables values returns
	refused uint64     // inputs that are not codes

	console *sink.Console
	draws   bool      // there is a status line
	shown   time.Time // when it was last drawn
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
	planner, err := naming.New(naming.Templates{
		URL: url, OwnURL: own, Name: "{seq}", OwnName: true, Ignored: s.in.ignored,
	}, s.in.vars)
	if err != nil {
		return &usageError{err}
	}
	if by == "" && planner.Server() != "" {
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
			Code: c.String("code"), URL: redact.URL(url), IgnoreQuery: s.in.ignored,
		},
	}
	if c.IsSet("columns") {
		s.index.Options.Columns = s.in.list.Columns
	}
	s.divider = parts.NewDivider(parts.Rule{N: n, ByCode: s.index.By == parts.ByCode}, planner)
	s.values = func(name string) (string, bool) { return s.job.Var(name) }
	return nil
}

// write writes the parts.
func (s *splitter) write(w *split.Writer) (*parts.Index, error) {
	defer s.console.SetStatus("", 0)
	s.shown = time.Now()
	seq := uint64(0)
	for job, err := range source.Ahead(s.in.list.Jobs) {
		if err != nil {
			return nil, &stages.InputError{Err: err}
		}
		if seq++; s.draws && seq%1024 == 0 {
			s.showProgress(seq, time.Now())
		}
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

// progressEvery is the shortest time between two status lines.
const progressEvery = 200 * time.Millisecond

// showProgress draws a status line with the number of codes that were divided.
func (s *splitter) showProgress(codes uint64, now time.Time) {
	if now.Sub(s.shown) < progressEvery {
		return
	}
	s.shown = now
	text := fmt.Sprintf("%d codes", codes)
	if share := s.in.list.Reading().Share; share >= 0 {
		text += fmt.Sprintf(", %.0f%% of the list", 100*share)
	}
	s.console.SetStatus(text, len(text))
}

// part returns the part of a job, and the hash of its host, as Divider.Part does.
func (s *splitter) part(job *source.Job) (k int, host uint64) {
	if job.Err != nil {
		return s.divider.Part(job.Code, nil)
	}
	s.job = *job
	return s.divider.Part(job.Code, s.values)
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
