package command

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/stages"
)

// checkKeeping checks what is said of files and of the log that tells of them.
func checkKeeping(c *cli.Context) error {
	durability, ifExists, log := c.String("durability"), c.String("if-exists"), c.String("log")
	switch {
	case !slices.Contains([]string{"batch", "none"}, durability):
		return usagef("--durability %q: want batch or none", durability)
	case !slices.Contains([]string{"overwrite", "skip", "refresh", "error"}, ifExists):
		return usagef("--if-exists %q: want overwrite, skip, refresh or error", ifExists)
	case c.Bool("resume") && (log == "" || log == "-"):
		return usagef("--resume: needs --log FILE, the log of the run to go on with")
	case ifExists == string(stages.Refresh) && !c.Bool("resume"):
		return usagef("--if-exists refresh: needs --resume, since the log knows what the server said of a file")
	case ifExists == string(stages.Refuse) && c.Bool("resume"):
		return usagef("--if-exists error: not with --resume, since a run that was killed leaves files that its log does not know")
	case c.Bool("verify") && !c.Bool("resume"):
		return usagef("--verify: needs --resume, since the log knows the hashes")
	case c.String("failed") == "-":
		return usagef("--failed: needs the PATH of a file; standard output is for the log")
	case c.String("failed") != "" && c.IsSet("url") && !c.Bool("null"):
		if err := checkLines(c.Args().Slice()); err != nil {
			return err
		}
	}
	return checkApart(c)
}

// checkApart refuses one file for two things: what is read would be written to, or the log replaced.
func checkApart(c *cli.Context) error {
	log, failed := c.String("log"), c.String("failed")
	if log == "-" {
		log = ""
	}
	if samePath(log, failed) {
		return usagef("--failed %s: that is the log; give it another name", failed)
	}
	if log == "" && isOpenAt(os.Stdout, failed) {
		return usagef("--failed %s: the lines go there, by standard output; give it another name", failed)
	}
	for _, path := range c.StringSlice("file") {
		switch {
		case samePath(path, log):
			return usagef("--log %s: codes are read from it; give the log another name", log)
		case samePath(path, failed):
			return usagef("--failed %s: codes are read from it, and those that a stop leaves unread would be lost; give it another name", failed)
		case log == "" && isOpenAt(os.Stdout, path):
			return usagef("--file %s: the lines go there, by standard output, and would be read as codes; use --log FILE", path)
		}
	}
	for _, option := range []string{"cacert", "cert", "key"} {
		for _, written := range []string{log, failed} {
			if path := c.String(option); samePath(path, written) {
				return usagef("--%s %s: would be written to; give the log and the list of --failed other names", option, path)
			}
		}
	}
	return checkStdin(c, log, failed)
}

// checkStdin is checkApart for codes from standard input, where that is a file.
func checkStdin(c *cli.Context, log, failed string) error {
	switch {
	case !readsStdin(c):
		return nil
	case isOpenAt(os.Stdin, log):
		return usagef("--log %s: codes are read from it, by standard input; give the log another name", log)
	case isOpenAt(os.Stdin, failed):
		return usagef("--failed %s: codes are read from it, by standard input, and those that a stop leaves unread would be lost; give it another name", failed)
	case log == "" && isSameOpen(os.Stdin, os.Stdout):
		return usagef("standard input and output are one file, and the lines would be read as codes; use --log FILE")
	}
	return nil
}

// readsStdin reports whether codes come from standard input, if anything is to be read there (source.Spec).
func readsStdin(c *cli.Context) bool {
	files := c.StringSlice("file")
	return slices.Contains(files, "-") || c.NArg() == 0 && len(files) == 0 && !c.Bool("all") && !c.Bool("every")
}

// samePath reports whether two paths are of one file, there or not. An empty one is of none.
func samePath(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	first, err := os.Stat(a)
	if err != nil {
		return sameNewPath(a, b)
	}
	second, err := os.Stat(b)
	return err == nil && first.Mode().IsRegular() && os.SameFile(first, second)
}

// sameNewPath reports whether two paths are of one file that is not there yet.
func sameNewPath(a, b string) bool {
	if _, err := os.Stat(b); err == nil || filepath.Base(a) != filepath.Base(b) {
		return false
	}
	first, err := os.Stat(filepath.Dir(a))
	if err != nil {
		return false
	}
	second, err := os.Stat(filepath.Dir(b))
	return err == nil && os.SameFile(first, second)
}

// isOpenAt reports whether f is the regular file that a path leads to. An empty path leads to none.
func isOpenAt(f *os.File, path string) bool {
	there, err := os.Stat(path)
	return err == nil && isRegular(f, there)
}

func isSameOpen(f, g *os.File) bool {
	info, err := g.Stat()
	return err == nil && isRegular(f, info)
}

// isRegular reports whether f is the regular file that info describes.
func isRegular(f *os.File, info os.FileInfo) bool {
	is, err := f.Stat()
	return err == nil && is.Mode().IsRegular() && os.SameFile(is, info)
}

// ownFiles are what the run itself reads and writes, but for the list of --failed. No code replaces them.
func ownFiles(c *cli.Context) []stages.OwnFile {
	files := []stages.OwnFile{
		{What: "file of codes", File: os.Stdin},
		{What: "standard output", File: os.Stdout},
		{What: "standard error", File: os.Stderr},
	}
	if log := c.String("log"); log != "-" {
		files = append(files, stages.OwnFile{What: "log", Path: log})
	}
	for _, path := range c.StringSlice("file") {
		files = append(files, stages.OwnFile{What: "file of codes", Path: path})
	}
	for _, option := range []string{"cacert", "cert", "key"} {
		files = append(files, stages.OwnFile{What: "file of --" + option, Path: c.String(option)})
	}
	if c.Bool("netrc") {
		if path, err := netrcPath(); err == nil {
			files = append(files, stages.OwnFile{What: "file of --netrc", Path: path})
		}
	}
	return files
}

// spare keeps codes from replacing what the run itself reads and writes, and the list of --failed from replacing the rest
// of that.
func spare(c *cli.Context, store *stages.Dir, failed *stages.DeadLetters) {
	files := ownFiles(c)
	failed.Spare(files...)
	store.Spare(append(files, stages.OwnFile{What: "list of failed codes", Path: c.String("failed")})...)
}

// checkLines refuses arguments that are another code, or none, when they are read as a line.
func checkLines(codes []string) error {
	for _, code := range codes {
		if strings.Trim(code, " \t") != code || strings.HasPrefix(code, "#") {
			return usagef("--failed: the code %.80q can't be written on a line and read again; add --null", code)
		}
	}
	return nil
}

// openJournal reads the log that the run goes on with; without --resume there is none. What is wrong in it is the
// user's to mend.
func openJournal(c *cli.Context, site *site, cfg *stages.Config) (*sink.Journal, error) {
	if !c.Bool("resume") {
		return nil, nil
	}
	journal, err := sink.OpenJournal(c.String("log"), cfg.Header)
	if bad, ok := errors.AsType[*sink.LogError](err); ok && bad.Line > 0 {
		return nil, &usageError{err}
	}
	if err != nil {
		return nil, err
	}
	cfg.Existing.Earlier = site.earlier(journal)
	return journal, nil
}

func openLog(c *cli.Context, journal *sink.Journal) (*sink.Log, error) {
	if journal != nil {
		return journal.OpenLog()
	}
	return sink.OpenLog(c.String("log"), os.Stdout)
}

// openDeadLetters begins the list of --failed, in the form in which codes are read.
func openDeadLetters(c *cli.Context) (*stages.DeadLetters, error) {
	if c.String("failed") == "" {
		return nil, nil
	}
	end := byte('\n')
	if c.Bool("null") {
		end = 0
	}
	return stages.OpenDeadLetters(c.String("failed"), end)
}
