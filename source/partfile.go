package source

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/source/records"
)

// A described part is a file of hoist split that has its name in the index beside it.
type described struct {
	*parts.Index        // without Each, which may be long
	path         string // of the index
	k            int
	codes        uint64 // of the part
}

// indexBeside returns the index of hoist split beside a file, and the number in the name of the
// file. If there is no index, or if the file can't be a part by its name, the result is nil.
func (s *Selection) indexBeside(path string) (*described, error) {
	k, ok := parts.Number(path)
	if !ok || !strings.HasSuffix(path, ".zst") {
		return nil, nil
	}
	d := &described{path: filepath.Join(filepath.Dir(path), parts.IndexName), k: k}
	if info, err := os.Stat(d.path); err != nil || !info.Mode().IsRegular() {
		return nil, nil
	}
	index, err := s.readIndex(d.path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.path, err)
	}
	if k <= index.Parts {
		d.codes = index.Each[k-1].Codes
	}
	short := *index
	short.Each = nil
	d.Index = &short
	return d, nil
}

// readIndex reads an index. It keeps the last, since a run may have many parts of one split.
func (s *Selection) readIndex(path string) (*parts.Index, error) {
	if s.indexPath == path {
		return s.index, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	index, err := parts.ParseIndex(text)
	if err != nil {
		return nil, err
	}
	s.index, s.indexPath = index, path
	return index, nil
}

// isSplitting reports whether a file that is not there may be a part of a split that is not done.
func isSplitting(path string) bool {
	_, isPart := parts.Number(path)
	_, err := os.Stat(filepath.Join(filepath.Dir(path), parts.SplitDir))
	return isPart && err == nil
}

// isOther reports whether two parts are of different splits, if both have an index.
func (d *described) isOther(e *described) bool {
	return d != nil && e != nil && (d.List != e.List || d.By != e.By || !reflect.DeepEqual(d.Options, e.Options))
}

// Index returns the index of the split that the lists are parts of, and its path. Without an index
// beside the first list it returns nil.
func (s *Selection) Index() (*parts.Index, string) {
	if len(s.lists) == 0 || s.lists[0].places.index == nil {
		return nil, ""
	}
	d := s.lists[0].places.index
	return d.Index, d.path
}

// indexOf returns the index beside a file that is there. If the index does not describe the file,
// it returns nil. The parts are read as the list was read, so other options are an error.
func (s *Selection) indexOf(spec Spec, path string) (*described, error) {
	d, err := s.indexBeside(path)
	if err != nil {
		return nil, fmt.Errorf("file of codes: %w", err)
	}
	if d == nil || d.k > d.Parts || parts.Name(d.k, d.Ending) != filepath.Base(path) {
		return nil, nil
	}
	run := parts.Options{Null: spec.Null, Columns: spec.Columns}
	if spec.Delimiter != 0 {
		run.Delimiter = string(rune(spec.Delimiter))
	}
	if err := d.Options.CheckReading(run); err != nil {
		return nil, fmt.Errorf("%s: %w", d.path, err)
	}
	return d, nil
}

// describe sets the index of the list, which may be nil. With an index the number of the part is
// known before the list is read, and the list is compared with it.
func (l *listReader) describe(d *described) error {
	if d == nil {
		return nil
	}
	if p := &l.places; p.isPart() && (p.k != d.k || p.n != d.Parts) {
		return fmt.Errorf("file of codes: %s: has part %d of %d, and in %s it is part %d of %d; "+
			"split the list again, into another directory",
			l.name, p.k, p.n, d.path, d.k, d.Parts)
	}
	l.places.k, l.places.n, l.places.index = d.k, d.Parts, d
	return nil
}

// readMissing reads a file of codes that does not exist. If it is a part without codes, by the
// index beside it, that is a list without codes. missing is the error for any other file.
func (s *Selection) readMissing(spec Spec, path string, missing error) (iter.Seq2[Job, error], error) {
	missing = fmt.Errorf("file of codes: %w", missing)
	d, err := s.indexBeside(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w; %w", missing, err)
	case d == nil && isSplitting(path):
		return nil, fmt.Errorf("%w; hoist split was killed there, or is not done yet", missing)
	case d == nil:
		return nil, missing
	case d.k > d.Parts:
		return nil, fmt.Errorf("%w; %s has %d parts", missing, d.path, d.Parts)
	case parts.Name(d.k, d.Ending) != filepath.Base(path):
		return nil, fmt.Errorf("%w; in %s the name of part %d is %s", missing, d.path, d.k, parts.Name(d.k, d.Ending))
	case d.codes > 0:
		return nil, fmt.Errorf("%w; %s has codes for this part, so split the list again, into another directory", missing, d.path)
	}
	header := ""
	if d.Header != "" && spec.Format != records.Lines {
		header = d.Header + "\n"
	}
	jobs, err := s.readFrom(spec, strings.NewReader(header), nil, path)
	list := s.lists[len(s.lists)-1]
	list.places.k, list.places.n, list.places.index, list.places.late = d.k, d.Parts, d, false
	return jobs, err
}
