package options

import (
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// FromEnvironment returns the options that variables of the environment set, as they are written on
// the command line.
func (g Given) FromEnvironment(c *cli.Context, groups []Group) (args []string) {
	for _, group := range groups {
		for _, o := range group.options {
			name := "--" + o.name
			switch {
			case g.env(&o) == nil:
			case o.list:
				for _, value := range c.StringSlice(o.name) {
					args = append(args, name, value)
				}
			case o.value != "":
				args = append(args, name, os.Getenv(o.env()))
			case c.Bool(o.name):
				args = append(args, name)
			}
		}
	}
	return args
}

// Edit returns args, which Sort accepts, without the options to drop and with those to add.
// Added options are before `--`.
func Edit(args []string, groups []Group, drop, add []string) []string {
	var kept, rest []string
	for i := 0; i < len(args); i++ {
		if args[i] == "--" {
			rest = args[i:]
			break
		}
		words, parts, next := optionAt(args, groups, i)
		if left := without(parts, groups, drop); len(left) < len(parts) {
			words = left
		}
		kept = append(kept, words...)
		i = next - 1
	}
	return slices.Concat(kept, add, rest)
}

// WithoutCodes returns args, which Sort accepts, without those that are codes.
func WithoutCodes(args []string, groups []Group) (kept []string) {
	for i := 0; i < len(args) && args[i] != "--"; {
		words, parts, next := optionAt(args, groups, i)
		if parts != nil {
			kept = append(kept, words...)
		}
		i = next
	}
	return kept
}

// optionAt returns the argument at i, with its value if that is the next argument, and its options
// as split returns them. A code has no options. next is the index of the argument that follows.
func optionAt(args []string, groups []Group, i int) (words, parts []string, next int) {
	if isCode(args[i]) {
		return args[i : i+1], nil, i + 1
	}
	parts, needsValue, _ := split(args[i], groups, Given{})
	if needsValue {
		return args[i : i+2], append(parts, args[i+1]), i + 2
	}
	return args[i : i+1], parts, i + 1
}

// without returns the elements of split, and the values after them, without the options to drop.
func without(parts []string, groups []Group, drop []string) (kept []string) {
	for len(parts) > 0 {
		name, _, hasValue := strings.Cut(strings.TrimPrefix(parts[0], "--"), "=")
		n := 1
		if lookup(groups, name).value != "" && !hasValue {
			n = 2
		}
		if !slices.Contains(drop, name) {
			kept = append(kept, parts[:n]...)
		}
		parts = parts[n:]
	}
	return kept
}
