package command

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/flagserver"
)

// codesHint returns a guess at the meaning of arguments that are not codes. If no guess is likely,
// it returns an empty string.
func codesHint(c *cli.Context) string {
	args := c.Args().Slice()
	if c.IsSet("url") || len(args) == 0 {
		return ""
	}
	isLabel := func(arg string) bool { return slices.Contains(flagserver.Labels(), strings.ToLower(arg)) }
	switch first := args[0]; {
	case len(args) > 1 && isLabel(args[1]) && distance(first, "serve") <= 2:
		return "; did you mean hoist serve " + args[1] + "?"
	case slices.ContainsFunc(args, func(arg string) bool { return strings.Contains(arg, "://") }):
		return "; codes that are URLs go with --url '{+code}'"
	}
	if i := slices.IndexFunc(args, func(arg string) bool { return isLabel(arg) || strings.EqualFold(arg, "remote") }); i >= 0 {
		return "; did you mean --server " + strings.ToLower(args[i]) + "?"
	}
	for _, arg := range args {
		if info, err := os.Stat(arg); err == nil && info.Mode().IsRegular() {
			return "; -f " + arg + " reads codes from that file"
		}
	}
	return ""
}

// If the only code is the name of a file here, the user may have meant the file as a list, and
// fileNote returns a note. Otherwise it returns an empty string. A file in the destination does not
// count, since an earlier run may have saved it.
func fileNote(c *cli.Context) string {
	args := c.Args().Slice()
	if !c.IsSet("url") || len(args) != 1 || filepath.Base(args[0]) != args[0] || absolute(c.String("out")) == absolute(".") {
		return ""
	}
	if info, err := os.Stat(args[0]); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return args[0] + " is a file here, and is taken for a code; -f " + args[0] + " reads codes from it"
}
