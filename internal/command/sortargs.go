package command

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// An option looks an option up by any of its names, without hyphens. It returns the long name and
// whether a value follows; known is false where there is no such option.
type option func(name string) (long string, takesValue, known bool)

// sortArgs puts options before arguments, with `--` between them, as a parser wants it that stops
// at the first argument, and options by their long names. A `--` in args ends the options. Short
// options may stand together, the last with its value: -qw5. given are the long names, and `--` if
// there are arguments.
func sortArgs(args []string, option option) (sorted []string, given map[string]bool, err error) {
	given = map[string]bool{}
	var options, rest []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			rest = append(rest, args[i+1:]...)
			break
		}
		if len(arg) < 2 || arg[0] != '-' {
			rest = append(rest, arg)
			continue
		}
		parts, needsValue, err := split(arg, option, given)
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

// split makes one option an element, or each of those that stand together; needsValue tells that
// the next argument is the value of the last.
func split(arg string, option option, given map[string]bool) (parts []string, needsValue bool, err error) {
	name, value, hasValue := strings.Cut(strings.TrimPrefix(arg[1:], "-"), "=")
	long, takesValue, known := option(name)
	switch {
	case known && (utf8.RuneCountInString(name) == 1 || strings.HasPrefix(arg, "--")):
		given[long] = true
		if hasValue {
			return []string{"--" + long + "=" + value}, false, nil
		}
		return []string{"--" + long}, takesValue, nil
	case strings.HasPrefix(arg, "--"):
		return nil, false, fmt.Errorf("unknown option --%s", name)
	}
	return cluster(arg, option, given)
}

// cluster takes short options apart: -qw5 is --quiet --workers 5.
func cluster(arg string, option option, given map[string]bool) (parts []string, needsValue bool, err error) {
	for rest := arg[1:]; rest != ""; {
		_, size := utf8.DecodeRuneInString(rest)
		name := rest[:size]
		long, takesValue, known := option(name)
		if !known {
			return nil, false, fmt.Errorf("unknown option -%s in %s", name, arg)
		}
		given[long] = true
		parts = append(parts, "--"+long)
		rest = rest[size:]
		if !takesValue {
			continue
		}
		if rest == "" {
			return parts, true, nil
		}
		return append(parts, strings.TrimPrefix(rest, "=")), false, nil
	}
	return parts, false, nil
}
