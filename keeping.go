package main

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
	for _, path := range c.StringSlice("file") {
		switch {
		case samePath(path, log):
			return usagef("--log %s: codes are read from it; give the log another name", log)
		case samePath(path, failed):
			return usagef("--failed %s: codes are read from it, and those that a stop leaves unread would be lost; give it another name", failed)
		}
	}
	return nil
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
		return false
	}
	second, err := os.Stat(b)
	return err == nil && first.Mode().IsRegular() && os.SameFile(first, second)
}

// reserve keeps codes from the names of the run's own files, where these are in the destination.
func reserve(c *cli.Context, out string) stages.Reserved {
	reserved := stages.Reserved{}
	if log := c.String("log"); log != "" && log != "-" {
		reserved.Reserve(out, log, "log")
	}
	if failed := c.String("failed"); failed != "" {
		reserved.Reserve(out, failed, "list of failed codes")
	}
	for _, path := range c.StringSlice("file") {
		reserved.Reserve(out, path, "file of codes")
	}
	return reserved
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
