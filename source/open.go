package source

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"github.com/hoist/hoist/source/records"
)

// open opens all files before the first is read, so that a wrong name ends the run before it
// begins.
func (s *Selection) open(spec Spec) (iter.Seq2[Job, error], error) {
	var lists []iter.Seq2[Job, error]
	for _, name := range spec.Files {
		list, err := s.openFile(spec, name)
		if err != nil {
			return nil, err
		}
		lists = append(lists, list)
	}
	return Concat(lists...), nil
}

func (s *Selection) openFile(spec Spec, name string) (iter.Seq2[Job, error], error) {
	if name == "-" {
		if is := unreadable(spec.Stdin); is != "" {
			return nil, fmt.Errorf("file of codes: %s is %s", stdinName, is)
		}
		if s.ReadsStdin && spec.Format != records.Lines {
			return nil, errors.New("--file -: standard input can be given once if it is a table")
		}
		s.ReadsStdin = true
		return s.read(spec, spec.Stdin, stdinName)
	}
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return s.readMissing(spec, name, err)
	}
	if err != nil {
		return nil, fmt.Errorf("file of codes: %w", err)
	}
	s.files = append(s.files, f)
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("file of codes: %s is a directory", name)
	}
	index, err := s.indexOf(spec, name)
	if err != nil {
		return nil, err
	}
	jobs, err := s.read(spec, f, name)
	if err != nil {
		return nil, err
	}
	return jobs, s.lists[len(s.lists)-1].describe(index)
}

const stdinName = "standard input"

// readStdin reads codes from Stdin, if spec has no other place for them.
func (s *Selection) readStdin(spec Spec) (iter.Seq2[Job, error], error) {
	if err := checkStdin(spec.Stdin); err != nil {
		return nil, err
	}
	s.ReadsStdin = true
	return s.read(spec, spec.Stdin, stdinName)
}

// read reads the codes of f. name is for people. The first bytes of a regular file are checked
// here. The bytes of a pipe are checked when they come.
func (s *Selection) read(spec Spec, f *os.File, name string) (iter.Seq2[Job, error], error) {
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return s.readFrom(spec, f, nil, name)
	}
	return s.readFrom(spec, f, f, name)
}

// readFrom reads the codes of r. regular is the file of r if that is a regular file, else nil.
func (s *Selection) readFrom(spec Spec, r io.Reader, regular *os.File, name string) (iter.Seq2[Job, error], error) {
	list := newList(r, name, spec.Null)
	list.places.late = regular == nil
	if spec.Read != nil {
		list.copyTo(spec.Read)
	}
	s.lists, s.Format = append(s.lists, list), spec.Format
	if spec.Format != records.Lines {
		t, err := openTable(list, regular, records.Table{Format: spec.Format, Columns: spec.Columns, Delimiter: spec.Delimiter})
		s.tables = append(s.tables, t)
		return s.placed(list, t.jobs(s)), err
	}
	if regular != nil {
		if err := list.checkFile(regular); err != nil {
			return nil, err
		}
	}
	return s.placed(list, spec.parse(list)), nil
}
