package command

import (
	"cmp"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/units"
)

// An option is a row of the table from which the parser, --help and docs/options.md are made.
type option struct {
	name    string             // long name without hyphens
	short   []string           // other names
	value   string             // name of the value in the help; empty for a switch
	set     string             // default of a text option; unit has the default of other types
	unit    func() cli.Generic // returns a new value of another type; nil for text
	list    bool               // the option can be repeated
	def     string             // text for the default; empty to show set, or none
	brief   string             // text in the short help; empty to leave the option out
	help    string
	since   string
	example string // an example of the value or the option
}

// A group is a number of related options.
type group struct {
	title   string
	options []option
}

const firstVersion = "0.1.0"

func newCount() cli.Generic     { return new(units.Count) }
func newRate() cli.Generic      { return new(units.Rate) }
func newDuration() cli.Generic  { return new(units.Duration) }
func newSize() cli.Generic      { return new(units.Size) }
func newBandwidth() cli.Generic { return new(units.Bandwidth) }
func newTolerance() cli.Generic { return new(units.Tolerance) }
func newDelays() cli.Generic    { return new(units.Delays) }
func newShare() cli.Generic     { return new(units.Share) }

func countOf(n uint64) func() cli.Generic {
	return func() cli.Generic { return &units.Count{N: n} }
}

func durationOf(d time.Duration) func() cli.Generic {
	return func() cli.Generic {
		u := units.Duration(d)
		return &u
	}
}

// names returns all names of an option.
func (o *option) names() []string { return append([]string{o.name}, o.short...) }

// sinceVersion is the version that introduced the option.
func (o *option) sinceVersion() string { return cmp.Or(o.since, firstVersion) }

// isRequest reports whether the option asks for a text instead of a run.
func (o *option) isRequest() bool { return o.name == "help" || o.name == "version" }

// env returns the variable of the environment for the option, such as HOIST_MAX_TIME for max-time.
// For help and version it returns "".
func (o *option) env() string {
	if o.isRequest() {
		return ""
	}
	return "HOIST_" + strings.ToUpper(strings.ReplaceAll(o.name, "-", "_"))
}

// lookup returns the option with a name without hyphens; nil if there is none.
func lookup(groups []group, name string) *option {
	for g := range groups {
		for i := range groups[g].options {
			if o := &groups[g].options[i]; slices.Contains(o.names(), name) {
				return o
			}
		}
	}
	return nil
}

// givenOptions are the long names of the options on the command line, and `--` if there are codes.
type givenOptions map[string]bool

// rivals are sets of options of which only one applies. If the command line gives one, the
// variables of the others are ignored.
var rivals = [][]string{
	{"--", "all", "every", "file"}, {"url", "server"}, {"proxy", "no-proxy"}, {"ipv4", "ipv6"}, {"quiet", "verbose"},
}

// env returns the variables from which the parser may take an option. It returns none if the
// command line gives the option or one of its rivals, or if the variable is empty.
func (g givenOptions) env(o *option) []string {
	overruled := g[o.name] || slices.ContainsFunc(rivals, func(group []string) bool {
		return slices.Contains(group, o.name) && slices.ContainsFunc(group, func(rival string) bool { return g[rival] })
	})
	if overruled || o.env() == "" || os.Getenv(o.env()) == "" {
		return nil
	}
	return []string{o.env()}
}

// flags returns the options as flags of package cli.
func (g givenOptions) flags(groups []group) (flags []cli.Flag) {
	for i := range groups {
		for j := range groups[i].options {
			flags = append(flags, g.flag(&groups[i].options[j]))
		}
	}
	return flags
}

func (g givenOptions) flag(o *option) cli.Flag {
	env := g.env(o)
	switch {
	case o.unit != nil:
		return &cli.GenericFlag{Name: o.name, Value: o.unit(), EnvVars: env}
	case o.list:
		return &cli.StringSliceFlag{Name: o.name, EnvVars: env}
	case o.value != "":
		return &cli.StringFlag{Name: o.name, Value: o.set, EnvVars: env}
	}
	return &cli.GenericFlag{Name: o.name, Value: new(units.Switch), EnvVars: env}
}
