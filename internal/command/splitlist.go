package command

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"

	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/internal/split"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/stages"
)

// existing looks for the parts of an earlier split in the directory. If they are those of this
// list, it reports them, and done is set. If they are others, that is an error.
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
	if x.Parts != s.index.Parts || x.By != s.index.By || x.Header != s.index.Header || !reflect.DeepEqual(x.Options,
		s.index.Options) {
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
