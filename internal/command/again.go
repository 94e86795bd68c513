package command

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/options"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/stages"
)

// longestCommand is the longest command line, in bytes, that is shown for a second try.
const longestCommand = 1000

// rawArgs is the key of the arguments of the command in cli.App.Metadata.
const rawArgs = "args"

// An endedRun has the facts about a run that the command of its summary depends on.
type endedRun struct {
	readsStdin bool // codes came on standard input
	ownLog     bool // the log was empty before: lines of other runs may not suit --resume
	ownDir     bool // the destination was empty before
	exit       int  // the exit status: if the run was stopped, the list of failed codes lacks the codes that were not read
}

// again returns the last line of a run: the command that tries the failed codes again. If there is
// a log, the command resumes it. Otherwise it reads the list of failed codes, or skips the files
// that are there, or fetches all codes again. After a dry run again returns "".
func again(c *cli.Context, g options.Given, run endedRun) string {
	args, _ := c.App.Metadata[rawArgs].([]string)
	args = options.Edit(args, options.Fetch, nil, g.FromEnvironment(c, options.Fetch))
	switch {
	case c.Bool("dry-run"):
		return ""
	case c.String("log") != "-" && isRegular(c.String("log")) && (run.ownLog || resumes(c).On):
		var drop, add []string
		if c.String("if-exists") == "error" { // which --resume refuses
			drop, add = append(drop, "if-exists"), append(add, "--if-exists", "skip")
		}
		if !resumes(c).On {
			drop, add = append(drop, "resume"), append(add, "--resume")
		}
		return tryAgain(c, options.Edit(args, options.Fetch, drop, add), add, run.readsStdin)
	case c.String("failed") != "" && run.exit <= stages.ExitIncomplete && !strings.Contains(c.String("name"), "{seq") &&
		c.String("manifest") == "": // a manifest of the failed codes alone would replace this one
		list := fileArgument(c.String("failed"))
		add := []string{"-f", list, "--failed", nextList(list)} // a list that is read must not be replaced
		args = options.Edit(options.WithoutCodes(args, options.Fetch), options.Fetch, []string{"file", "all", "every", "failed"}, add)
		if !isShowable(c, args) {
			return "To try those again: the same command with " + quoteAll(add) + " in place of its codes and of --failed"
		}
		return tryAgain(c, args, add, false)
	}
	if !run.ownDir && c.String("if-exists") != "skip" { // a file that was there before may be of a code that failed
		return tryAgain(c, args, nil, run.readsStdin)
	}
	add := []string{"--if-exists", "skip"}
	return tryAgain(c, options.Edit(args, options.Fetch, []string{"if-exists"}, add), add, run.readsStdin)
}

// ofSeries matches the name of a list that nextList has made.
var ofSeries = regexp.MustCompile(`^(.+)-[0-9]+$`)

// nextList returns a path for the list of the codes that fail again: failed-2.txt after failed.txt,
// and failed-3.txt after that. No file has that name.
func nextList(path string) string {
	dir, name := filepath.Split(path)
	ending := ""
	if i := strings.LastIndexByte(name, '.'); i > 0 { // all extensions, as in .csv.gz
		i = strings.IndexByte(name[1:], '.') + 1
		name, ending = name[:i], name[i:]
	}
	if m := ofSeries.FindStringSubmatch(name); m != nil && exists(dir+m[1]+ending) {
		name = m[1]
	}
	for n := 2; ; n++ {
		if next := fmt.Sprintf("%s%s-%d%s", dir, name, n, ending); !exists(next) {
			return next
		}
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// fileArgument returns path as the value of an option.
func fileArgument(path string) string {
	if strings.HasPrefix(path, "-") {
		return "./" + path
	}
	return path
}

// tryAgain returns the line with the command, which has args. If the command can't be shown, the
// line only has the options that were added.
func tryAgain(c *cli.Context, args, added []string, readsStdin bool) string {
	command := "the same command"
	if isShowable(c, args) {
		command = quoteAll(append([]string{os.Args[0]}, args...))
	} else if len(added) > 0 {
		command += " with " + quoteAll(added)
	}
	if readsStdin {
		return "To try those again, with the same codes on standard input: " + command
	}
	return "To try those again: " + command
}

// isShowable reports whether args can be shown and pasted: they are not too long, and contain no
// secrets, no control characters, and no open files of the shell, as from `<(command)`.
func isShowable(c *cli.Context, args []string) bool {
	if len(c.StringSlice("header")) > 0 || c.String("user") != "" || len(quoteAll(args)) > longestCommand {
		return false
	}
	return !slices.ContainsFunc(args, func(arg string) bool {
		return redact.URLs(arg) != arg || redact.URL(arg) != arg ||
			!utf8.ValidString(arg) || strings.ContainsFunc(arg, unicode.IsControl) || strings.Contains(arg, "/dev/fd/")
	})
}

func isRegular(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// quoteAll joins words to a command for a POSIX shell.
func quoteAll(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = quote(word)
	}
	return strings.Join(quoted, " ")
}

// quote returns a word as a POSIX shell reads it (POSIX.1-2024, section 2.2).
func quote(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-"
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
