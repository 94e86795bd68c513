package command

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/source/records"
)

// tableForm sets the options for tables in spec.
func tableForm(c *cli.Context, spec *source.Spec) error {
	spec.Format = records.Format(strings.ToLower(c.String("format")))
	if c.IsSet("columns") {
		for name := range strings.SplitSeq(c.String("columns"), ",") {
			spec.Columns = append(spec.Columns, strings.TrimSpace(name))
		}
	}
	switch text := c.String("delimiter"); {
	case !c.IsSet("delimiter"):
	case text == `\t`:
		spec.Delimiter = '\t'
	case len(text) == 1:
		spec.Delimiter = text[0]
	default:
		return usagef(`--delimiter %q: must be one ASCII character, or \t for a TAB`, text)
	}
	return nil
}

// failedForm returns the form of the list of --failed. It checks that the list can be read with
// the same options as the lists of the run.
func failedForm(c *cli.Context, list *source.Selection) (form source.ListForm, err error) {
	path := c.String("failed")
	if path == "" {
		return form, nil
	}
	format := cmp.Or(list.Format, records.Lines)
	if records.IsPacked(path) {
		return form, usagef("--failed %s: the list is not compressed; leave out the ending of the name", path)
	}
	named, _ := records.FormatOf(path)
	if named = cmp.Or(named, records.Lines); named != format && c.String("format") == "" {
		return form, usagef("--failed %s: is %s, and -f would read it as %s by its name; %s", path, format, named, otherName(format))
	}
	if form, err = list.ListForm(); err != nil {
		return form, usagef("--failed: %w, and one list can't have both", err)
	}
	return form, nil
}

// otherName returns advice for a list of a format.
func otherName(format records.Format) string {
	if format == records.Lines {
		return "choose another PATH"
	}
	ending := string(format)
	if format == records.Sums {
		ending = "sha256"
	}
	return fmt.Sprintf("choose a PATH that ends in .%s, or add --format %s", ending, format)
}
