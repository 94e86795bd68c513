package options

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hoist/hoist/internal/command/units"
)

// Sort puts options before arguments, with `--` between them, since the parser stops at the
// first argument. It writes options by their long names. A `--` in args ends the options. Short
// options may be joined, the last one with its value, as in -qw5. given has the long names, and
// `--` if there are arguments. It lacks --help=false and --version=false.
func Sort(args []string, groups []Group) (sorted []string, given Given, err error) {
	given = Given{}
	var options, rest []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			rest = append(rest, args[i+1:]...)
			break
		}
		if isCode(arg) {
			rest = append(rest, arg)
			continue
		}
		parts, needsValue, err := split(arg, groups, given)
		if err != nil {
			return nil, nil, err
		}
		options = append(options, parts...)
		if !needsValue {
			continue
		}
		if i++; i == len(args) {
			return nil, nil, fmt.Errorf("option %s needs a value", arg)
		}
		options = append(options, args[i])
	}
	given["--"] = len(rest) > 0
	return append(append(options, "--"), rest...), given, nil
}

// valuesOf returns the values of an option. sorted are the arguments as Sort returns them.
func valuesOf(sorted []string, groups []Group, name string) (values []string) {
	for i := 0; sorted[i] != "--"; i++ {
		option, value, hasValue := strings.Cut(strings.TrimPrefix(sorted[i], "--"), "=")
		if !hasValue && lookup(groups, option).value != "" {
			i++
			value = sorted[i]
		}
		if option == name {
			values = append(values, value)
		}
	}
	return values
}

// isCode reports whether an argument before `--` is a code. The others are options.
func isCode(arg string) bool { return len(arg) < 2 || arg[0] != '-' }

// split returns one element for each option of an argument, which may be several short options. If
// the next argument is the value of the last option, needsValue is set. split refuses a long name
// after one hyphen, which would be read as short options: -out as -o with the value ut.
func split(arg string, groups []Group, given Given) (parts []string, needsValue bool, err error) {
	name, value, hasValue := strings.Cut(strings.TrimPrefix(arg[1:], "-"), "=")
	o := lookup(groups, name)
	switch {
	case o != nil && (utf8.RuneCountInString(name) == 1 || strings.HasPrefix(arg, "--")):
		given[o.name] = true
		if hasValue {
			given[o.name] = !o.isRequest() || isTrue(value)
			return []string{"--" + o.name + "=" + value}, false, nil
		}
		return []string{"--" + o.name}, o.value != "", nil
	case o != nil:
		return nil, false, fmt.Errorf("-%s: long options have two hyphens; did you mean --%s?", name, name)
	case strings.HasPrefix(arg, "--"):
		return nil, false, fmt.Errorf("unknown option --%s%s", name, hint(name, arg, groups))
	}
	return cluster(arg, groups, given)
}

// isTrue reports whether a switch with this value is on.
func isTrue(value string) bool {
	s := new(units.Switch)
	return s.Set(value) == nil && bool(*s)
}

// cluster splits joined short options: -qw5 becomes --quiet --workers 5.
func cluster(arg string, groups []Group, given Given) (parts []string, needsValue bool, err error) {
	for rest := arg[1:]; rest != ""; {
		_, size := utf8.DecodeRuneInString(rest)
		name := rest[:size]
		o := lookup(groups, name)
		if o == nil {
			return nil, false, fmt.Errorf("unknown option -%s%s%s", name, within(name, arg), hint(name, "-"+arg, groups))
		}
		given[o.name] = true
		parts = append(parts, "--"+o.name)
		rest = rest[size:]
		if o.value == "" {
			continue
		}
		if rest == "" {
			return parts, true, nil
		}
		return append(parts, strings.TrimPrefix(rest, "=")), false, nil
	}
	return parts, false, nil
}

// within returns the argument that has a short option in it. If the option is the whole argument,
// it returns "".
func within(name, arg string) string {
	if arg == "-"+name {
		return ""
	}
	return " in " + arg
}

// hint returns a hint for an unknown option. If another program has the option, the hint is about
// the same in hoist. Otherwise it is the option with the nearest name.
func hint(name, arg string, groups []Group) string {
	return cmp.Or(otherProgram(name, groups), DidYouMean(arg, LongNames(groups)))
}

// LongNames returns the long options with their hyphens.
func LongNames(groups []Group) (names []string) {
	for _, g := range groups {
		for _, o := range g.options {
			names = append(names, "--"+o.name)
		}
	}
	return names
}
