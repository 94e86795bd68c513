// Package command is the command line: it makes of options a stages.Config, runs it, and returns
// the exit status.
package command

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/units"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/stages"
)

const version = "0.1.0"

// collectSeldom lets the heap grow to 8 MiB instead of 4 before garbage is collected: nearly all of
// what a file takes is garbage soon. What the environment says goes before that (package runtime,
// GOGC).
func collectSeldom() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
}

// Run is the command with args, without its name. It returns the exit status.
func Run(args []string) int {
	collectSeldom()
	signal.Ignore(syscall.SIGPIPE) // a reader of stdout that goes away is an error like any other
	log.SetOutput(io.Discard)      // net/http says there what a server did wrong, in words of the server's choice
	exit := stages.ExitOK
	newCommand := fetchApp
	if len(args) > 0 && args[0] == "serve" {
		newCommand, args = serveApp, args[1:]
	}
	app := newCommand(nil, &exit)
	sorted, given, err := sortArgs(args, optionsOf(app))
	if err != nil {
		err = &usageError{err}
	} else {
		app = newCommand(given, &exit)
		err = app.Run(append([]string{app.Name}, sorted...))
	}
	if err == nil {
		return exit
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		fmt.Fprintf(os.Stderr, "hoist: %s (%s --help lists the options)\n", redact.OneLine(err.Error()), app.Name)
		return stages.ExitUsage
	}
	fmt.Fprintf(os.Stderr, "hoist: %s%s\n", redact.OneLine(err.Error()), advice(err))
	return max(exit, stages.ExitFailure)
}

// advice is what to do about an error that does not say it itself.
func advice(err error) string {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return "; free some space and run the same command again"
	}
	return ""
}

// A usageError is the user's to fix on the command line.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// optionError is what the flag parser says, with the option as a user writes it.
func optionError(err error) error {
	return usagef("%s", strings.NewReplacer(" for flag -", " for --", " for -", " for --").Replace(err.Error()))
}

// newApp is a command line without what cli adds by itself.
func newApp(name, about, usage string, flags []cli.Flag, action cli.ActionFunc) *cli.App {
	return &cli.App{
		Name: name, UsageText: usage, Flags: flags, Action: action,
		Usage:                     about,
		HideHelpCommand:           true,
		HideVersion:               true,
		CustomAppHelpTemplate:     helpTemplate,
		DisableSliceFlagSeparator: true,
		ExitErrHandler:            func(*cli.Context, error) {},
		OnUsageError:              func(_ *cli.Context, err error, _ bool) error { return optionError(err) },
	}
}

const helpTemplate = `{{.Name}}: {{.Usage}}

Usage:
   {{wrap .UsageText 3}}

Options:{{template "visibleFlagTemplate" .}}

Each option can come from the environment too, --max-time from HOIST_MAX_TIME, where the command line does not say.
`

// optionsOf tells sortArgs of app's options.
func optionsOf(app *cli.App) option {
	options := map[string]cli.Flag{}
	for _, f := range append(app.Flags, cli.HelpFlag) {
		for _, name := range f.Names() {
			options[name] = f
		}
	}
	return func(name string) (long string, takesValue, known bool) {
		f, known := options[name]
		if !known {
			return "", false, false
		}
		return f.Names()[0], f.(cli.DocGenerationFlag).TakesValue(), true
	}
}

// givenOptions are the options that stand on the command line, by name, and `--` if codes do.
type givenOptions map[string]bool

// rivals are options of which one on the command line overrules another in the environment.
var rivals = [][]string{{"--", "all", "every", "file"}, {"url", "server"}, {"proxy", "no-proxy"}, {"ipv4", "ipv6"}}

// env returns the variable that an option can come from, HOIST_MAX_TIME for max-time; none where
// the command line gives the option itself, or a rival, or where the variable is empty.
func (g givenOptions) env(name string) []string {
	variable := "HOIST_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
	overruled := g[name] || slices.ContainsFunc(rivals, func(group []string) bool {
		return slices.Contains(group, name) && slices.ContainsFunc(group, func(rival string) bool { return g[rival] })
	})
	if overruled || os.Getenv(variable) == "" {
		return nil
	}
	return []string{variable}
}

func (g givenOptions) boolean(name, usage string, short ...string) cli.Flag {
	return &cli.BoolFlag{Name: name, Usage: usage, Aliases: short, EnvVars: g.env(name), DisableDefaultText: true}
}

func (g givenOptions) text(name, value, usage string, short ...string) cli.Flag {
	return &cli.StringFlag{Name: name, Value: value, Usage: usage, Aliases: short, EnvVars: g.env(name)}
}

func (g givenOptions) list(name, usage string, short ...string) cli.Flag {
	return &cli.StringSliceFlag{Name: name, Usage: usage, Aliases: short, EnvVars: g.env(name)}
}

func (g givenOptions) unit(name string, value cli.Generic, usage string, short ...string) cli.Flag {
	return &cli.GenericFlag{Name: name, Value: value, Usage: usage, Aliases: short, EnvVars: g.env(name)}
}

func (g givenOptions) fetchFlags() []cli.Flag {
	maxWait := units.Duration(time.Minute)
	return slices.Concat([]cli.Flag{
		g.list("file", "read codes from `PATH` (repeatable, - is stdin)", "f"),
		g.boolean("null", "codes end in NUL", "0"),
		g.boolean("all", "the 194 codes that have a flag", "a"),
		g.boolean("every", "AA to ZZ, 676 codes", "e"),
		g.unit("limit", new(units.Count), "no more than `N` codes (default: all)", "l"),
		g.boolean("unique", "report a code seen before as skipped"),
		g.text("server", "remote", "flag site `LABEL`: remote, or the practice server: local, delay, error, in any case", "s"),
		g.text("url", "", "`TEMPLATE` of where a code is fetched: https://host/{code}.gif, or {+code} when codes are URLs (default: the flag site)", "u"),
		g.text("out", "downloaded", "destination `DIR`", "o"),
		g.text("name", "{code}{ext}", "`TEMPLATE` of a file's name under DIR: {shard}/{code}{ext}", "n"),
		g.text("durability", "batch", "what is sure of a file when the power goes, `WHAT`: batch (files reported as ok stay, and are synced in groups), none (nothing is synced)"),
		g.unit("workers", &units.Count{N: 30}, "`N` requests in flight, 1 to 1000 (default: 30)", "w", "m", "max-req"),
		g.unit("rate", new(units.Rate), "`R` requests a second, overall: 10, 10/s, 600/m (default: no limit)", "r"),
		g.unit("connect-timeout", new(units.Duration), "longest time `D` for a connection: TCP, TLS and the proxy's part, without the lookup of the name; 0 for none (default: 6.1s, or --timeout if that is less)"),
		g.unit("timeout", new(units.Duration), "longest wait `D` for the header, and between two reads of the body; 0 for none (default: 30s with --url, else 6.1s)", "t"),
		g.unit("max-time", new(units.Duration), "longest time `D` for one whole attempt, redirects included, without its wait for a turn (default: no limit)"),
		g.unit("retries", &units.Count{N: 3}, "`N` further attempts for what may go better then (default: 3)"),
		g.text("retry-on", "", "retry these statuses too, `LIST`: 403,404,5xx (default: none beside those that are always retried)"),
		g.unit("retry-max-wait", &maxWait, "longest wait `D` before another attempt, that a server may ask for, and of a code in all for hosts that let nothing through"),
		g.unit("per-host", new(units.Count), "`N` requests in flight for one host (default: as many as workers)"),
		g.unit("per-host-rate", new(units.Rate), "`R` requests a second to one host (default: no limit)"),
		g.boolean("no-pacing", "ask each host as fast as it answers, whatever it says; for servers of your own"),
		g.unit("max-errors", new(units.Tolerance), "end the run when more than `N` codes, or from the hundredth code on N% of them, ended in an error; with --ordered one counts when its line is written (default: no limit)"),
		g.text("user-agent", "hoist/"+version, "`TEXT` of the User-Agent header"),
		g.boolean("ordered", "outcome lines in input order (default: in order of completion)"),
		g.text("log", "", "where the JSON lines go: a `PATH`, which is appended to, or - for stdout (default: stdout, if it is no terminal)"),
		g.boolean("resume", "go on with the run whose log --log is: what it saved and is still there is skipped"),
		g.boolean("verify", "with --resume: a file counts as saved if it has the hash that the log says, and not only the size"),
		g.text("if-exists", "overwrite", "what becomes of a file that is there before, `WHAT`: overwrite, skip, refresh (with --resume: ask the server whether it has changed), error"),
		g.text("failed", "", "write what was given for each code that has no file at the end to `PATH`, for a second try: hoist -f PATH"),
		g.boolean("trace", "a step line for each step a job takes"),
		g.text("progress", "auto", "bar on stderr, `WHEN`: auto (when stderr is a terminal), always, never"),
		g.boolean("quiet", "no summary, no bar unless asked for, no failed codes on a terminal", "q"),
		g.boolean("verbose", "one short line a code on stderr, instead of the bar", "v"),
		&cli.BoolFlag{Name: "version", Usage: "print the version", DisableDefaultText: true},
	}, g.clientFlags(), g.contentFlags(), g.moodFlags())
}

// moodFlags are those of the practice server. Where one is not given its label decides.
func (g givenOptions) moodFlags() []cli.Flag {
	return []cli.Flag{
		g.unit("min-delay", new(units.Duration), "practice server: shortest time `D` before an answer (default: 0.5s for delay and error)"),
		g.unit("max-delay", new(units.Duration), "practice server: longest time `D` before an answer (default: 5s for delay and error)"),
		g.unit("delay", new(units.Delays), "practice server: time before the answer to some codes, `CODE=D,...` (repeatable)"),
		g.unit("error-rate", new(units.Share), "practice server: share `P` of answers that are 418, 0 to 1 (default: 0.25 for error)"),
		g.unit("seed", new(units.Count), "practice server: number `N` that decides on delays and errors (default: another each time)"),
	}
}

func fetchApp(g givenOptions, exit *int) *cli.App {
	usage := "hoist [options] [CODE ...]\nhoist serve [options] {local|delay|error}"
	return newApp("hoist", "turn a list of codes into files", usage, g.fetchFlags(), func(c *cli.Context) (err error) {
		if c.Bool("version") {
			_, err := fmt.Println("hoist " + version)
			return err
		}
		*exit, err = fetch(c, g)
		return err
	})
}

func serveApp(g givenOptions, exit *int) *cli.App {
	flags := append(g.moodFlags(),
		g.unit("port", &units.Count{N: 8000}, "`PORT` on 127.0.0.1; 0 for a free one (default: 8000)"),
		g.text("dir", "", "serve xx/xx.gif and xx/metadata.json from `DIR` (default: flags that it draws)"))
	return newApp("hoist serve", "a site of flags to practise on", "hoist serve [options] {local|delay|error}", flags, func(c *cli.Context) (err error) {
		*exit, err = serve(c)
		return err
	})
}
