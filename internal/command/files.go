package command

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/units"
	"github.com/hoist/hoist/internal/journal"
	"github.com/hoist/hoist/internal/store"
	"github.com/hoist/hoist/internal/unpack"
	"github.com/hoist/hoist/stages"
)

// checkKeeping checks the options for existing files and for the log that lists them.
func checkKeeping(c *cli.Context) error {
	durability, ifExists, log := c.String("durability"), c.String("if-exists"), c.String("log")
	if err := checkWord("durability", durability, "batch", "none"); err != nil {
		return err
	}
	if err := checkWord("if-exists", ifExists, "overwrite", "skip", "refresh", "error"); err != nil {
		return err
	}
	switch {
	case resumes(c).On && (log == "" || log == "-"):
		return usagef("--resume: needs --log FILE, the log of the run to continue")
	case ifExists == string(store.Refresh) && !resumes(c).On:
		return usagef("--if-exists refresh: needs --resume, since the log has the ETag or date of each file")
	case ifExists == string(store.Refuse) && resumes(c).On:
		return usagef("--if-exists error: can't be used with --resume, since a killed run leaves files that are not in its log")
	case resumes(c).ByLog && ifExists == string(store.Refresh):
		return usagef("--resume=log: can't be used with --if-exists refresh, since that needs the files")
	case resumes(c).ByLog && c.Bool("verify"):
		return usagef("--resume=log: can't be used with --verify, since that needs the files")
	case resumes(c).ByLog && c.String("manifest") != "":
		return usagef("--resume=log: can't be used with --manifest, since that lists the files that are there")
	case c.Bool("verify") && !resumes(c).On:
		return usagef("--verify: needs --resume, since the log has the hashes")
	case c.String("failed") == "-":
		return usagef("--failed: needs the PATH of a file; standard output is for the log")
	case c.String("manifest") == "-":
		return usagef("--manifest: needs the PATH of a file; standard output is for the log")
	case c.String("failed") != "" && c.IsSet("url") && !c.Bool("null"):
		return checkLines(c.String("failed"), c.Args().Slice())
	}
	return nil
}

// resumes returns the value of --resume.
func resumes(c *cli.Context) *units.Resume { return c.Generic("resume").(*units.Resume) }

// checkLines refuses an argument that can't be a line of the list of --failed.
func checkLines(path string, codes []string) error {
	for _, code := range codes {
		if !isLine(code) {
			return notALine(path, code)
		}
	}
	return nil
}

// isLine reports whether a code without a line break is the same code as a line of a list.
func isLine(code string) bool {
	return strings.Trim(code, " \t") == code && !strings.HasPrefix(code, "#")
}

// notALine is the error of a code that can't be a line of the list of --failed.
func notALine(path, code string) error {
	return usagef("--failed %s: the code %.80q can't be a line of a list; add --null", path, code)
}

// checkPlaces finds impossible paths before any file is created: a list in a directory that does
// not exist, a file in the place of a directory, or a directory in the place of a file. The
// destination may be missing, since it is created before the files in it, and so may the directory
// of the log.
func checkPlaces(c *cli.Context) error {
	for _, name := range []string{"log", "failed", "manifest"} {
		path := c.String(name)
		if path == "" || path == "-" {
			continue
		}
		dir := filepath.Dir(path)
		err := checkDirectory(dir)
		made := name == "log" && errors.Is(err, fs.ErrNotExist)
		if err != nil && !made && absolute(dir) != absolute(c.String("out")) {
			return usagef("--%s %s: its directory: %w", name, path, err)
		}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			return usagef("--%s %s: is a directory", name, path)
		}
		if format := journal.Compression(path); name == "log" && format != unpack.Plain {
			return usagef("--log %s: is compressed with %s, so no lines can be added to it; unpack it first, or give --log another PATH",
				path, format)
		}
	}
	out := c.String("out")
	if err := checkDirectory(out); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
		return usagef("--out %s: %w", out, err)
	}
	return nil
}

// absolute returns an absolute and clean path. If the current directory is unknown, it only cleans
// the path.
func absolute(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return filepath.Clean(path)
	}
	return abs
}

// checkDirectory returns the reason why a path is not a directory.
func checkDirectory(path string) error {
	info, err := os.Stat(path)
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	if err == nil && !info.IsDir() {
		return syscall.ENOTDIR
	}
	return err
}

// openJournal reads the log that the run resumes, or in which it looks for the codes of file names.
// If the run needs neither, there is no journal. The user must fix errors in the log.
func openJournal(c *cli.Context, site *site, cfg *stages.Config) (*journal.Journal, error) {
	planner := cfg.Source.Planner
	remembers := planner.Unproven() != nil || planner.BySeq() && resumes(c).On
	if !resumes(c).On && !remembers {
		return nil, nil
	}
	options := journal.Options{Owners: remembers, Former: planner.Former()}
	switch {
	case !resumes(c).On:
		options.FindBy = journal.NoFind
	case planner.AfterAnswer():
		options.FindBy = journal.ByCode
	}
	switch {
	case c.Bool("dry-run"):
		options.Access = journal.ReadOnly
	case cfg.Report.Header.Part != "":
		options.Access = journal.Alone
	}
	earlier, err := journal.Open(c.String("log"), cfg.Report.Header, options)
	if bad, ok := errors.AsType[*journal.Error](err); ok && bad.Line > 0 {
		return nil, &usageError{err}
	}
	if err != nil {
		return nil, err
	}
	if remembers {
		cfg.Source.Owners = earlier
	}
	if resumes(c).On {
		cfg.Save.Existing.History = site.earlier(earlier)
		cfg.Fetch.Hosts.Continues = !earlier.IsEmpty()
	}
	return earlier, nil
}

// openLog opens the log. The run of a part has its log alone, since two runs of one part would do
// the work twice.
func openLog(c *cli.Context, part string, earlier *journal.Journal) (*journal.Log, error) {
	switch {
	case earlier != nil:
		return earlier.OpenLog()
	case part != "" && hasLogFile(c):
		return journal.OpenAlone(c.String("log"))
	}
	return journal.OpenLog(c.String("log"), os.Stdout)
}

// isEmptyDir reports whether a directory has no file, or does not exist.
func isEmptyDir(path string) bool {
	dir, err := os.Open(path)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	defer dir.Close() // it is only read
	_, err = dir.ReadDir(1)
	return err == io.EOF
}
