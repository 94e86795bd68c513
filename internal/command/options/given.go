package options

import (
	"cmp"
	"os"
	"slices"
	"strings"

	"github.com/hoist/hoist/source/records"
)

// Given contains the names of the options on the command line, `--` if there are codes, and the
// ending of the format of the lists (AddFormat).
type Given map[string]bool

// rivals contains sets of options. An option on the command line overrules its rivals in the
// environment.
var rivals = [][]string{
	{"--", "all", "every", "file"}, {"url", "server"}, {"proxy", "no-proxy"}, {"ipv4", "ipv6"}, {"quiet", "verbose"},
	{"name", "mirror"},
}

// Codes that are not read from a list are rivals of the options that are for lists only.
var (
	sets     = []string{"--", "all", "every"}
	forLists = []string{"format", "columns", "delimiter", "code", "keep"}
)

// fits contains the formats of the lists with which an option can be given.
var fits = map[string][]records.Format{
	"null":      {records.Lines},
	"columns":   {records.CSV, records.TSV},
	"delimiter": {records.CSV},
	"code":      {records.CSV, records.TSV, records.JSONL, records.Sums},
	"keep":      {records.CSV, records.TSV, records.JSONL, records.Sums},
}

// ending returns the element of Given for a format.
func ending(f records.Format) string { return "." + string(f) }

// AddFormat adds the format of the lists, if an option or the name of a list shows it. sorted are
// the arguments as Sort returns them.
func (g Given) AddFormat(sorted []string, groups []Group) {
	o := lookup(groups, "format")
	if o == nil {
		return
	}
	formats, files := valuesOf(sorted, groups, "format"), valuesOf(sorted, groups, "file")
	switch {
	case len(formats) > 0:
		g[ending(formatNamed(formats[len(formats)-1]))] = true
	case g.env(o) != nil:
		g[ending(formatNamed(os.Getenv(o.env())))] = true
	case len(files) > 0:
		f, _ := records.FormatOf(files[0])
		g[ending(cmp.Or(f, records.Lines))] = true
	}
}

func formatNamed(name string) records.Format { return records.Format(strings.ToLower(name)) }

// overrules reports whether the command line contains the option, or an option that conflicts with
// its value in the environment.
func (g Given) overrules(o *option) bool {
	has := func(names []string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return g[name] })
	}
	switch {
	case g[o.name]:
		return true
	case slices.ContainsFunc(rivals, func(group []string) bool { return slices.Contains(group, o.name) && has(group) }):
		return true
	case slices.Contains(forLists, o.name) && has(sets), slices.Contains(sets, o.name) && has(forLists):
		return true
	}
	for name, formats := range fits {
		if o.name == "format" && g[name] && !slices.Contains(formats, formatNamed(os.Getenv(o.env()))) {
			return true
		}
		for _, f := range records.Formats() {
			if name == o.name && g[ending(f)] && !slices.Contains(formats, f) {
				return true
			}
		}
	}
	return false
}

// env returns the variable that sets an option. If the command line overrules the variable, or it
// is empty, env returns nil.
func (g Given) env(o *option) []string {
	if o.env() == "" || os.Getenv(o.env()) == "" || g.overrules(o) {
		return nil
	}
	return []string{o.env()}
}
