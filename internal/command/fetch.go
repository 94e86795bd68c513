package command

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
	"unicode"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/options"
	"github.com/hoist/hoist/internal/command/signals"
	"github.com/hoist/hoist/internal/command/units"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/stages"
)

// fetch runs the command without a subcommand. It finds errors of the command line before it
// creates any file. It prints the error that ended the run before it returns, since the last line
// is the command that tries the failed codes again.
func fetch(c *cli.Context, g options.Given) (exit int, err error) {
	asked, stopAsking := signals.Progress()
	defer stopAsking()
	if err := check(c); err != nil {
		return 0, err
	}
	in, err := openInput(c)
	if err != nil {
		return 0, err
	}
	defer in.list.Close() // it was only read
	form, err := failedForm(c, in.list)
	if err != nil {
		return 0, err
	}
	own := ownFiles(c, in.list.ReadsStdin)
	if err := checkApart(own); err != nil {
		return 0, err
	}
	site, err := openSite(c, g, in.url)
	if err != nil {
		return 0, err
	}
	defer site.close()
	room, err := findRoom(int(count(c, "workers")), countLists(c), site.server != nil)
	if err != nil {
		return 0, err
	}
	cfg, err := config(c, site, in, room)
	if err != nil {
		return 0, &usageError{err}
	}
	if !cfg.Source.Part.IsWhole() {
		in.list.Codes, cfg.Source.Taken = nil, new(atomic.Uint64) // which codes are in the part is known when they are planned
	}
	earlier, err := openJournal(c, site, &cfg)
	if err != nil {
		return 0, err
	}
	defer earlier.Close() // it was only read, or the log closes it
	ownDir := isEmptyDir(c.String("out"))
	r, err := openRunner(c, &cfg, room, earlier, own, form)
	if err != nil {
		return 0, err
	}
	s := &session{
		c: c, given: g, cfg: cfg, in: in, site: site, runner: r, earlier: earlier, ownDir: ownDir, asked: asked,
	}
	exit, last, err := s.run()
	if err := errors.Join(err, r.close()); err != nil {
		exit = report(c.App.Name, exit, err)
	}
	if last != "" {
		fmt.Fprintln(os.Stderr, last)
	}
	return exit, nil
}

// spec returns the description of the codes on the command line.
func spec(c *cli.Context) (source.Spec, error) {
	spec := source.Spec{
		Args: c.Args().Slice(), All: c.Bool("all"), Every: c.Bool("every"), Files: c.StringSlice("file"),
		Stdin: os.Stdin, Flags: !c.IsSet("url"), URLs: !c.IsSet("url") && !c.IsSet("server"), Null: c.Bool("null"),
		Unique: c.Bool("unique"),
	}
	if limit := c.Generic("limit").(*units.Count); limit.Given {
		spec.Limit = &limit.N
	}
	if err := setIgnored(c, &spec); err != nil {
		return spec, err
	}
	err := tableForm(c, &spec)
	return spec, err
}

// check finds invalid values that the types of the options accept.
func check(c *cli.Context) error {
	switch workers := count(c, "workers"); {
	case workers < 1 || workers > 1000:
		return usagef("--workers %d: must be 1 to 1000", workers)
	case count(c, "retries") > 1000:
		return usagef("--retries %d: must be 0 to 1000", count(c, "retries"))
	case given(c, "per-host") && (count(c, "per-host") < 1 || count(c, "per-host") > 1000):
		return usagef("--per-host %d: must be 1 to 1000", count(c, "per-host"))
	case c.String("out") == "":
		return usagef("--out: must be a directory; . is the current directory")
	case c.String("out") == "-":
		return usagef("--out -: files can't be written to standard output; use ./- for a directory of that name")
	case c.IsSet("url") && c.IsSet("server"):
		return usagef("--url and --server both set the URLs of codes; give one")
	case c.Bool("quiet") && c.Bool("verbose"):
		return usagef("--quiet and --verbose contradict each other; give one")
	case strings.ContainsFunc(c.String("user-agent"), unicode.IsControl):
		return usagef("--user-agent: has a control character")
	}
	if err := checkURL(c); err != nil {
		return err
	}
	if every := duration(c, "progress-every"); every != 0 && every < time.Second {
		return usagef("--progress-every %v: must be 0 or at least 1s", every)
	}
	if err := checkWord("progress", c.String("progress"), "auto", "always", "never"); err != nil {
		return err
	}
	if err := checkKeeping(c); err != nil {
		return err
	}
	return checkPlaces(c)
}

func count(c *cli.Context, name string) uint64 { return c.Generic(name).(*units.Count).N }

func given(c *cli.Context, name string) bool { return c.Generic(name).(*units.Count).Given }

func duration(c *cli.Context, name string) time.Duration {
	return time.Duration(*c.Generic(name).(*units.Duration))
}

// isEmpty reports whether a run that was not stopped read a list without a code.
func isEmpty(c *cli.Context, tally logline.Tally, codes []string) bool {
	unread := given(c, "limit") && count(c, "limit") == 0
	return tally.Total == 0 && tally.Exit == stages.ExitOK && codes == nil && !unread
}

func emptyText(part parts.Part) string {
	if !part.IsWhole() {
		return fmt.Sprintf("part %v of the list has no code", part)
	}
	return "the list of codes is empty"
}

// ended returns the text for the user about the error that ended a run.
func ended(err error) error {
	if wrong, ok := errors.AsType[*source.FormatError](err); ok {
		return &usageError{wrong}
	}
	if errors.Is(err, syscall.EPIPE) {
		return errors.New("the reader of the lines has closed the pipe (broken pipe), which ends the run; " +
			"--log FILE writes them to a file")
	}
	return err
}
