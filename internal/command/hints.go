package command

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/flagserver"
	"github.com/hoist/hoist/internal/journal"
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
	case len(args) > 1 && journal.IsLog(args[1]) && distance(first, "tally") <= 2:
		return "; did you mean hoist tally " + args[1] + "?"
	case slices.ContainsFunc(args, func(arg string) bool { return strings.Contains(arg, "://") }):
		return "; for codes that are URLs use --url '{+code}'"
	}
	if i := slices.IndexFunc(args, func(arg string) bool { return isLabel(arg) || strings.EqualFold(arg, "remote") }); i >= 0 {
		return "; did you mean --server " + strings.ToLower(args[i]) + "?"
	}
	for _, arg := range args {
		if journal.IsLog(arg) {
			return "; hoist tally " + arg + " counts the files of that log"
		}
		if info, err := os.Stat(arg); err == nil && info.Mode().IsRegular() {
			return "; -f " + arg + " reads codes from that file"
		}
	}
	return ""
}

// If the only code is also the name of a file here, the user may have meant the file as a list.
// Then fileNote returns a note, and otherwise "". A file in the destination does not count, since
// an earlier run may have saved it.
func fileNote(c *cli.Context) string {
	args := c.Args().Slice()
	if !c.IsSet("url") || len(args) != 1 || filepath.Base(args[0]) != args[0] || absolute(c.String("out")) == absolute(".") {
		return ""
	}
	if info, err := os.Stat(args[0]); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return args[0] + " is a file here, but is used as a code; -f " + args[0] + " reads codes from it"
}

// didYouMean returns a hint with the word nearest to a misspelt word. If no word is near, the hint
// is empty.
func didYouMean(word string, words []string) string {
	best, least := "", 3
	if len(word) < 4 {
		least = min(2, len(word)) // with more changes it would be another word
	}
	for _, other := range words {
		if d := distance(word, other); d < least {
			best, least = other, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// distance returns the number of characters to insert, delete, replace, or swap with a neighbour
// to make b of a (optimal string alignment).
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	before, last := make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range last {
		last[j] = j
	}
	for i := range from {
		row := make([]int, len(to)+1)
		row[0] = i + 1
		for j := range to {
			replaced := last[j]
			if from[i] != to[j] {
				replaced++
			}
			row[j+1] = min(replaced, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(to)]
}

// checkWord refuses the value of an option unless it is one of words.
func checkWord(name, value string, words ...string) error {
	if slices.Contains(words, value) {
		return nil
	}
	return usagef("--%s %q: must be %s%s", name, value, oneOf(words), didYouMean(value, words))
}

// oneOf lists words, as in "auto, 1.1 or 2".
func oneOf(words []string) string {
	text := words[0]
	for i, word := range words[1:] {
		if i == len(words)-2 {
			text += " or " + word
		} else {
			text += ", " + word
		}
	}
	return text
}
