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

// An option is one row of the table that the parser, --help and docs/options.md are made of.
type option struct {
	name    string             // long, without hyphens
	short   []string           // its other names
	value   string             // what help calls the value; empty for a switch
	set     string             // the value where none is given, for text; else unit has it
	unit    func() cli.Generic // a new value of another type than text
	list    bool               // it can be given again and again
	def     string             // what holds where it is not given, in words; empty for what set says, or nothing
	brief   string             // in the short help; empty where the option is not in it
	help    string
	since   string
	example string // of its value, or of its use
}

// A group is options that belong together.
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

// names are all names of an option.
func (o *option) names() []string { return append([]string{o.name}, o.short...) }

// sinceVersion is the version that introduced the option.
func (o *option) sinceVersion() string { return cmp.Or(o.since, firstVersion) }

// isRequest reports whether the option asks for a text instead of a run.
func (o *option) isRequest() bool { return o.name == "help" || o.name == "version" }

// env is the variable of the environment that an option can come from: HOIST_MAX_TIME for max-time.
// Help and version have none.
func (o *option) env() string {
	if o.isRequest() {
		return ""
	}
	return "HOIST_" + strings.ToUpper(strings.ReplaceAll(o.name, "-", "_"))
}

// lookup finds an option by any of its names, without hyphens; nil where there is none.
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

// givenOptions are the options that stand on the command line, by name, and `--` if codes do.
type givenOptions map[string]bool

// rivals are options of which one on the command line overrules another in the environment.
var rivals = [][]string{
	{"--", "all", "every", "file"}, {"url", "server"}, {"proxy", "no-proxy"}, {"ipv4", "ipv6"}, {"quiet", "verbose"},
}

// env returns the variable that an option comes from; none where the command line gives
// the option itself, or a rival, or where the variable is empty.
func (g givenOptions) env(o *option) []string {
	overruled := g[o.name] || slices.ContainsFunc(rivals, func(group []string) bool {
		return slices.Contains(group, o.name) && slices.ContainsFunc(group, func(rival string) bool { return g[rival] })
	})
	if overruled || o.env() == "" || os.Getenv(o.env()) == "" {
		return nil
	}
	return []string{o.env()}
}

// flags are the options as cli has them.
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
