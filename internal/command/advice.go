package command

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/options"
	"github.com/hoist/hoist/internal/flagserver"
	"github.com/hoist/hoist/internal/journal"
)

// advice returns advice for errors of a command that contain none.
func advice(command string, err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "; free some space and run the same command again"
	case errors.Is(err, syscall.EFBIG) && command == fetchName:
		return "; raise the limit (ulimit -f), or leave larger files out (--max-bytes N)"
	case errors.Is(err, syscall.EFBIG):
		return "; raise the limit (ulimit -f)"
	}
	return ""
}

// codesHint returns a guess at the meaning of arguments that are not codes. If no guess is likely,
// it returns an empty string.
func codesHint(c *cli.Context) string {
	args := c.Args().Slice()
	if c.IsSet("url") || len(args) == 0 {
		return ""
	}
	isLabel := func(arg string) bool { return slices.Contains(flagserver.Labels(), strings.ToLower(arg)) }
	switch first := args[0]; {
	case len(args) > 1 && isLabel(args[1]) && options.Distance(first, "serve") <= 2:
		return "; did you mean hoist serve " + args[1] + "?"
	case len(args) > 1 && journal.IsLog(args[1]) && options.Distance(first, "tally") <= 2:
		return "; did you mean hoist tally " + args[1] + "?"
	case slices.ContainsFunc(args, func(arg string) bool { return strings.Contains(arg, "://") }):
		return "" // source.ErrURL has the advice
	}
	if i := slices.IndexFunc(args, func(arg string) bool { return isLabel(arg) || strings.EqualFold(arg, "remote") }); i >= 0 {
		return "; did you mean --server " + strings.ToLower(args[i]) + "?"
	}
	for _, arg := range args {
		if journal.IsLog(arg) {
			return "; hoist tally " + arg + " counts the files of that log"
		}
		if isRegular(arg) {
			return "; -f " + arg + " reads codes from that file"
		}
	}
	if hint := options.DidYouMean(strings.ToLower(args[0]), commandNames()); hint != "" && len(args[0]) > 2 {
		return strings.Replace(hint, "mean ", "mean hoist ", 1)
	}
	if i := slices.IndexFunc(args, isPath); i >= 0 {
		return "; -f reads codes from a file, and there is no file " + args[i]
	}
	return ""
}

// isPath reports whether an argument looks like the path of a file.
func isPath(arg string) bool { return filepath.Ext(arg) != "" || strings.ContainsRune(arg, '/') }

// If the only code is also the name of a file here, the user may have meant the file as a list.
// Then fileNote returns a note, and otherwise "". A file in the destination does not count, since
// an earlier run may have saved it.
func fileNote(c *cli.Context) string {
	args := c.Args().Slice()
	if !c.IsSet("url") || len(args) != 1 || filepath.Base(args[0]) != args[0] || absolute(c.String("out")) == absolute(".") ||
		!isRegular(args[0]) {
		return ""
	}
	return args[0] + " is a file here, but is used as a code; -f " + args[0] + " reads codes from it"
}

// checkWord refuses the value of an option unless it is one of words.
func checkWord(name, value string, words ...string) error {
	if slices.Contains(words, value) {
		return nil
	}
	return usagef("--%s %q: must be %s%s", name, value, options.OneOf(words), options.DidYouMean(value, words))
}
