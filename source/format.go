package source

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hoist/hoist/source/records"
)

// format returns the format of the lists.
func (spec Spec) format() (records.Format, error) {
	if spec.Format != "" {
		if !slices.Contains(records.Formats(), spec.Format) {
			return "", fmt.Errorf("--format %s: must be %s", spec.Format, formatNames())
		}
		if len(spec.Args) > 0 || spec.All || spec.Every {
			return "", errors.New("--format: is for a list, from --file PATH or standard input; these codes are arguments or a set")
		}
		return spec.Format, nil
	}
	format := records.Lines
	for i, name := range spec.Files {
		f, ok := records.FormatOf(name)
		if !ok {
			f = records.Lines
		}
		if i > 0 && f != format {
			return "", fmt.Errorf("--file %s and --file %s: are %s and %s by their names; --format reads all lists as one format",
				spec.Files[0], name, format, f)
		}
		format = f
	}
	return format, nil
}

// checkFormat checks the options for the format.
func (spec Spec) checkFormat() error {
	is := fmt.Sprintf("the list is %s; --format changes that", spec.Format)
	switch {
	case spec.Null && spec.Format != records.Lines:
		return fmt.Errorf("--null: is for lines, and %s", is)
	case spec.Columns != nil && !spec.Format.HasHeader():
		return fmt.Errorf("--columns: is for csv and tsv, and %s", is)
	case spec.Delimiter != 0 && spec.Format != records.CSV:
		return fmt.Errorf("--delimiter: is for csv, and %s", is)
	case strings.IndexByte("\"\r\n", spec.Delimiter) >= 0 || spec.Delimiter >= 0x80:
		return errors.New("--delimiter: must be one ASCII character, and not a quote or a line break")
	}
	if spec.Columns != nil {
		if err := records.CheckColumns(spec.Columns); err != nil {
			return fmt.Errorf("--columns: %w", err)
		}
	}
	return nil
}

func formatNames() string {
	var names []string
	for _, f := range records.Formats() {
		names = append(names, string(f))
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// setColumns sets the columns that all tables have, in the order of the first. Tables without a
// header, which have no records, don't count. If no column is left, that is an error, since the
// code of each table would be another column.
func (s *Selection) setColumns(spec Spec) error {
	s.AnyColumn = spec.Format == records.JSONL
	var first *table
	for _, t := range s.tables {
		switch {
		case t.columns == nil:
		case first == nil:
			s.Columns, first = slices.Clone(t.columns), t
		default:
			before := strings.Join(s.Columns, ", ")
			s.Columns = slices.DeleteFunc(s.Columns, func(name string) bool { return !slices.Contains(t.columns, name) })
			if len(s.Columns) == 0 {
				return fmt.Errorf("%s has none of the columns of %s (%.200s), so their codes have no column; run them separately",
					t.list.name, first.list.name, before)
			}
		}
	}
	s.AnyColumn = s.AnyColumn || first == nil && len(s.tables) > 0
	s.HasURLs = spec.URLs && (slices.Contains(s.Columns, "url") || spec.Format == records.JSONL)
	s.Flags = spec.Flags && !s.HasURLs
	return nil
}

// Header returns the text of the header of all tables. If they have none, it is empty. If they have
// different ones, that is an error.
func (s *Selection) Header() (string, error) {
	var first *table
	for _, t := range s.tables {
		switch {
		case t.header == "":
		case first == nil:
			first = t
		case !slices.Equal(t.columns, first.columns):
			return "", fmt.Errorf("%s and %s have different headers", first.list.name, t.list.name)
		}
	}
	if first == nil {
		return "", nil
	}
	return first.header, nil
}
