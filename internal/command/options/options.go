// Package options has the options of all commands, in one table from which the parser, the help and
// docs/options.md are made. It also reads and edits command lines.
package options

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/units"
)

// An option is a row of the table from which the parser, --help and docs/options.md are made. Two
// columns are not fields: the group is the title of the group that contains the option, and the
// variable of the environment follows from the name (env).
type option struct {
	name    string             // long, without hyphens
	short   []string           // further names: single letters, and other long names
	value   string             // the name of the value in help; empty for a switch
	set     string             // the default of a text; the default of another type is in unit
	unit    func() cli.Generic // returns a new value, with its default; nil for a text or a switch without another value
	list    bool               // it can be given several times
	def     string             // the default, in words; empty if set is the default, and for none
	brief   string             // help for the short help; empty if the option is not in it
	help    string
	since   string // the version that introduced the option; empty for firstVersion
	example string // of its use; may be empty
}

// A Group contains options that belong together.
type Group struct {
	title   string
	options []option
}

// Version is the version of hoist.
const Version = "0.1.0"

// firstVersion is the version that introduced all options without since. It is not released yet, so
// no option has another version.
const firstVersion = "0.1.0"

func newCount() cli.Generic     { return new(units.Count) }
func newRate() cli.Generic      { return new(units.Rate) }
func newDuration() cli.Generic  { return new(units.Duration) }
func newSize() cli.Generic      { return new(units.Size) }
func newBandwidth() cli.Generic { return new(units.Bandwidth) }
func newTolerance() cli.Generic { return new(units.Tolerance) }
func newDelays() cli.Generic    { return new(units.Delays) }
func newShare() cli.Generic     { return new(units.Share) }
func newResume() cli.Generic    { return new(units.Resume) }

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

// sinceVersion returns the version that introduced the option.
func (o *option) sinceVersion() string { return cmp.Or(o.since, firstVersion) }

// isRequest reports whether the option asks for a text instead of a run.
func (o *option) isRequest() bool { return o.name == "help" || o.name == "version" }

// env returns the variable of the environment that sets an option: HOIST_MAX_TIME for max-time. For
// help and version it returns "".
func (o *option) env() string {
	if o.isRequest() {
		return ""
	}
	return "HOIST_" + strings.ToUpper(strings.ReplaceAll(o.name, "-", "_"))
}

// lookup returns the option that has the name, without hyphens. If there is none, it returns nil.
func lookup(groups []Group, name string) *option {
	for g := range groups {
		for i := range groups[g].options {
			if o := &groups[g].options[i]; slices.Contains(o.names(), name) {
				return o
			}
		}
	}
	return nil
}

// Flags returns the options as flags of cli.
func (g Given) Flags(groups []Group) (flags []cli.Flag) {
	for i := range groups {
		for j := range groups[i].options {
			flags = append(flags, g.flag(&groups[i].options[j]))
		}
	}
	return flags
}

func (g Given) flag(o *option) cli.Flag {
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
