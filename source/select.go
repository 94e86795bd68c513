package source

import (
	"errors"
	"io"
	"iter"
	"os"

	"github.com/hoist/hoist/internal/country"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/source/records"
)

// A Spec describes the user's choice of codes. More than one of Args, All, Every and Files is an
// error. Without any of them codes come from Stdin if that is a pipe, a socket or a regular file.
// Otherwise flag codes are country.Populous. For other codes Stdin is read too, but a terminal, a
// closed input or a directory is an error.
type Spec struct {
	Args   []string
	All    bool     // country.Codes
	Every  bool     // AA to ZZ
	Files  []string // `-` is Stdin
	Stdin  *os.File
	Flags  bool    // codes are flag codes
	URLs   bool    // if lists have a column `url`, it has the URLs, and codes are not flag codes
	Null   bool    // in a stream, codes end in NUL
	Unique bool    // mark codes seen before
	Limit  *uint64 // no more than this many; nil for all

	// Ignored are the parameters of URLs that Job.Code leaves out.
	Ignored naming.IgnoredQuery

	// Format is the format of Files and of Stdin. If it is empty, the endings of the names of Files
	// decide, and Stdin is records.Lines.
	Format records.Format

	Columns   []string // the names of the columns of CSV and TSV; nil if a header has them
	Delimiter byte     // between the fields of CSV; 0 for a comma

	// Read gets the bytes of the lists as their codes are read, one list after the other, before
	// they are unpacked; nil for none.
	Read io.Writer
}

// A Selection is the result of a Spec.
type Selection struct {
	Jobs  iter.Seq2[Job, error]
	Codes []string // nil if they come from a stream, and are not known beforehand

	// Columns are the names of the columns that each record of all lists has; nil for lists without
	// columns. AnyColumn is set if records may have further columns (JSON Lines).
	Columns   []string
	AnyColumn bool

	// HasURLs is set with Spec.URLs, if each record has a column `url`, or may have one.
	HasURLs bool

	// Flags is set if codes are flag codes.
	Flags bool

	// Code, if it is not nil, returns the code of a record. It may be set before Jobs is read. By
	// default the code is the column CodeColumn.
	Code func(*records.Record) (string, error)

	ReadsStdin bool           // Jobs reads Stdin
	Format     records.Format // of the lists; empty if codes are not read from lists

	files  []*os.File
	lists  []*listReader
	tables []*table
	first  *listReader // that had a code; nil before the first code

	index     *parts.Index // that was read last; nil after Select
	indexPath string
	meter     meter

	form ListForm // without a header
}

// Close closes the files that were opened.
func (s *Selection) Close() error {
	var errs []error
	for _, f := range s.files {
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}

// Select opens the files that spec names, and reads the headers of tables. The user must fix the
// error.
func Select(spec Spec) (*Selection, error) {
	isGiven := spec.Format != ""
	var err error
	if spec.Format, err = spec.format(); err != nil {
		return nil, err
	}
	if err := spec.check(); err != nil {
		return nil, err
	}
	s := &Selection{Flags: spec.Flags}
	switch {
	case spec.All:
		s.Codes = country.Codes()
	case spec.Every:
		s.Codes = Every()
	case len(spec.Args) > 0 && spec.Flags:
		s.Codes, err = FlagArgs(spec.Args)
	case len(spec.Args) > 0:
		s.Codes, err = TextArgs(spec.Args)
	case len(spec.Files) > 0:
		s.Jobs, err = s.open(spec)
	case spec.Flags && !isGiven && !isStream(spec.Stdin):
		s.Codes = country.Populous()
	default:
		s.Jobs, err = s.readStdin(spec)
	}
	if err == nil {
		err = s.checkSplits()
	}
	s.index, s.indexPath = nil, ""
	for _, list := range s.lists {
		list.places.single = list.places.isPart() && list.hasPartName()
	}
	if err == nil {
		err = s.setColumns(spec)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.form = newListForm(spec, len(s.Columns))
	s.compose(spec)
	return s, nil
}

func (spec Spec) check() error {
	given := 0
	for _, is := range []bool{len(spec.Args) > 0, spec.All, spec.Every, len(spec.Files) > 0} {
		if is {
			given++
		}
	}
	if given > 1 {
		return errors.New("codes as arguments, --all, --every and --file can't be combined")
	}
	return spec.checkFormat()
}

func (s *Selection) compose(spec Spec) {
	isKnown := s.Codes != nil
	if isKnown {
		if spec.Limit != nil && uint64(len(s.Codes)) > *spec.Limit {
			s.Codes = s.Codes[:*spec.Limit]
		}
		s.Jobs = List(s.Codes)
	}
	if len(spec.Ignored) > 0 {
		s.Jobs = IgnoreQuery(spec.Ignored, s.Jobs)
	}
	if isKnown {
		return
	}
	if spec.Unique {
		s.Jobs = Unique(s.Jobs)
	}
	if spec.Limit != nil {
		s.Jobs = Limit(*spec.Limit, s.Jobs)
	}
	s.meter.limit = spec.Limit
	s.Jobs = s.meter.count(s.Jobs)
}

// parser returns the parser of a code.
func parser(flags bool) Parse {
	if flags {
		return Flag
	}
	return Text
}

func (spec Spec) parse(r io.Reader) iter.Seq2[Job, error] {
	switch {
	case spec.Null:
		return Null(r, parser(spec.Flags))
	case spec.Flags:
		return Words(r, parser(spec.Flags))
	}
	return Lines(r, parser(spec.Flags))
}
