package command

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/source/records"
)

// An input has the codes of a run, and the variables that templates may use.
type input struct {
	list       *source.Selection
	codeColumn string // the column that is the code; empty for none
	vars       naming.Variables
	ignored    naming.IgnoredQuery
	url        string     // the template of URLs; empty for the flags of a site
	name       string     // the template of file names; set by planner
	part       parts.Part // the part of a larger list that the run has; set by usePart
}

// openInput opens the codes of the command line. If the list has a column `url`, and there is
// neither --url nor --server, that column has the URLs.
func openInput(c *cli.Context) (*input, error) {
	spec, err := spec(c)
	if err != nil {
		return nil, err
	}
	selection, err := source.Select(spec)
	if err != nil {
		return nil, usagef("%w%s", err, codesHint(c))
	}
	in := &input{list: selection, codeColumn: selection.CodeColumn(), ignored: spec.Ignored, url: c.String("url")}
	if selection.Flags && len(selection.Columns) > 0 && !c.IsSet("server") {
		return nil, errors.Join(noURL(selection), selection.Close())
	}
	if selection.HasURLs {
		in.url = urlOfColumn
	}
	err = in.setCode(c)
	if err == nil {
		in.setVariables()
		err = in.keepColumns(c)
	}
	if err != nil {
		return nil, errors.Join(err, selection.Close())
	}
	return in, nil
}

// setCode sets how the code of a record is made, by --code.
func (in *input) setCode(c *cli.Context) error {
	if !c.IsSet("code") {
		return nil
	}
	if !in.hasColumns() {
		return usagef("--code %q: the list has no columns; --format csv, tsv or jsonl reads a list with columns", c.String("code"))
	}
	template, err := naming.ParseText(c.String("code"), naming.Variables{Columns: in.list.Columns, AnyColumn: in.list.AnyColumn})
	if err == nil && !template.HasVariable() {
		err = errors.New("has no variable, so every record would have the same code")
	}
	if err != nil {
		return usagef("--code %q: %w", c.String("code"), err)
	}
	in.codeColumn = strings.TrimPrefix(template.Only(), naming.Column)
	in.list.Code = func(r *records.Record) (string, error) {
		return template.Expand(func(name string) (string, bool) { return r.Value(strings.TrimPrefix(name, naming.Column)) })
	}
	return nil
}

// noURL is the error of a table without URLs.
func noURL(selection *source.Selection) error {
	return usagef("the list has no column url; --url TEMPLATE makes the URL of each record, "+
		"such as --url '{+%s}'; the columns are %s",
		selection.Columns[0], strings.Join(selection.Columns, ", "))
}

func (in *input) hasColumns() bool { return len(in.list.Columns) > 0 || in.list.AnyColumn }

// setVariables sets the variables of templates.
func (in *input) setVariables() {
	in.vars = naming.Variables{
		Names: source.Vars(), Unique: source.UniqueVars(), Columns: in.list.Columns, AnyColumn: in.list.AnyColumn,
		OtherCode: in.list.Code != nil && in.codeColumn != "code",
	}
	if in.list.Flags {
		in.vars.Unique = source.UniqueFlagVars()
	}
	if in.codeColumn != "" && (in.codeColumn != "code" || in.vars.OtherCode) {
		in.vars.Unique = append(in.vars.Unique, naming.Column+in.codeColumn)
	}
}

// keepColumns gives the jobs the columns of --keep.
func (in *input) keepColumns(c *cli.Context) error {
	text := c.String("keep")
	if text == "" {
		return nil
	}
	if !in.hasColumns() {
		return usagef("--keep %s: the list has no columns; --format csv, tsv or jsonl reads a list with columns", text)
	}
	keep := strings.Split(text, ",")
	for i, name := range keep {
		name = strings.Trim(name, " \t")
		if name == "" || !in.list.AnyColumn && name != source.AllColumns && !slices.Contains(in.list.Columns, name) {
			return usagef("--keep %s: there is no column %q; the columns are %s", text, name, strings.Join(in.list.Columns, ", "))
		}
		keep[i] = name
	}
	in.list.Jobs = source.Keep(keep, in.ignored, in.list.Jobs)
	return nil
}

// hasLogFile reports whether --log names a file.
func hasLogFile(c *cli.Context) bool { return c.String("log") != "" && c.String("log") != "-" }

// setIgnored sets the parameters of --ignore-query in spec.
func setIgnored(c *cli.Context, spec *source.Spec) (err error) {
	if !c.IsSet("ignore-query") {
		return nil
	}
	if spec.Ignored, err = naming.ParseIgnoredQuery(c.String("ignore-query")); err != nil {
		return usagef("--ignore-query %q: %w", c.String("ignore-query"), err)
	}
	return nil
}

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
