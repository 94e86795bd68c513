package options

import (
	"fmt"
	"slices"
	"strings"
)

// Width is the number of columns of the help.
const Width = 80

// Short returns the help with the options that people use, between the texts usage and more.
func Short(usage string, groups []Group, more string) string {
	var b strings.Builder
	b.WriteString(usage)
	for _, g := range groups {
		shown := slices.DeleteFunc(slices.Clone(g.options), func(o option) bool { return o.brief == "" })
		if len(shown) == 0 {
			continue
		}
		fmt.Fprintf(&b, "%s:\n", g.title)
		for _, o := range shown {
			text := o.brief
			if o.set != "" {
				text += " (" + o.set + ")"
			} else if o.unit != nil && o.def != "" && len(o.def) < 20 {
				text += " (" + o.def + ")"
			}
			fmt.Fprintf(&b, "  %-30s %s\n", o.usage(), text)
		}
	}
	return b.String() + wrap(more, "", "  ")
}

// usage returns an option as it is written: `-f, --file PATH`.
func (o *option) usage() string {
	var names []string
	for _, name := range o.short {
		if len(name) == 1 {
			names = append(names, "-"+name)
		}
	}
	text := strings.Join(append(names, "--"+o.name), ", ")
	if o.value != "" {
		text += " " + o.value
	}
	return text
}

// Long returns the help with all options of a command.
func Long(usage string, groups []Group) string {
	var b strings.Builder
	b.WriteString(usage)
	for _, g := range groups {
		fmt.Fprintf(&b, "\n%s:\n", g.title)
		for _, o := range g.options {
			fmt.Fprintf(&b, "  %s\n", o.usage())
			b.WriteString(wrap(strings.ReplaceAll(o.sentence(), "`", ""), "      ", "      "))
			if o.example != "" {
				fmt.Fprintf(&b, "      Example: %s\n", o.example)
			}
		}
	}
	b.WriteString("\n" + wrap("Each option can also be set in the environment, --max-time by HOIST_MAX_TIME. "+
		"The command line takes precedence.", "", ""))
	return b.String()
}

// sentence returns the help of an option, with its default.
func (o *option) sentence() string {
	text := o.help
	if def := o.standard(); def != "" {
		text += " Default: " + def + "."
	}
	return text
}

// standard returns the default of an option, in words.
func (o *option) standard() string {
	if o.def != "" {
		return o.def
	}
	return o.set
}

// wrap breaks text between words into lines of Width. The first line begins with first, each
// other with rest.
func wrap(text, first, rest string) string {
	var b strings.Builder
	line := first
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
			line += word
		case len(line)+1+len(word) > Width:
			b.WriteString(line + "\n")
			line = rest + word
		default:
			line += " " + word
		}
	}
	return b.String() + line + "\n"
}
