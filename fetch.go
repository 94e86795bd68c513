package main

import (
	"errors"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/urfave/cli/v2"
	"golang.org/x/time/rate"

	"github.com/hoist/hoist/internal/cmdline"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/stages"
)

// fetch is the command itself. What is wrong with the command line is found before anything is made.
func fetch(c *cli.Context, g givenOptions) (exit int, err error) {
	selection, err := source.Select(spec(c))
	if err != nil {
		return 0, &usageError{err}
	}
	defer selection.Close() // what was only read has nothing to lose
	if err := check(c); err != nil {
		return 0, err
	}
	site, err := openSite(c, g)
	if err != nil {
		return 0, err
	}
	defer site.close()
	workers, err := stages.MaxWorkers(int(count(c, "workers")), site.server != nil)
	if err != nil {
		return 0, err
	}
	cfg, err := config(c, site, workers)
	if err != nil {
		return 0, &usageError{err}
	}
	cfg.Jobs = selection.Jobs
	store, err := stages.OpenDir(cfg.Out)
	if err != nil {
		return 0, err
	}
	defer store.Close() // nothing but folders is open
	cfg.Store = store
	log, err := sink.OpenLog(c.String("log"), os.Stdout)
	if err != nil {
		return 0, err
	}
	exit, err = watch(c, cfg, site, log, selection.Codes)
	return exit, errors.Join(err, log.Close())
}

func spec(c *cli.Context) source.Spec {
	spec := source.Spec{
		Args: c.Args().Slice(), All: c.Bool("all"), Every: c.Bool("every"), Files: c.StringSlice("file"),
		Stdin: os.Stdin, Flags: !c.IsSet("url"), Null: c.Bool("null"), Unique: c.Bool("unique"),
	}
	if limit := c.Generic("limit").(*cmdline.Count); limit.Given {
		spec.Limit = &limit.N
	}
	return spec
}

// check finds values that their types alone don't refuse.
func check(c *cli.Context) error {
	switch workers := count(c, "workers"); {
	case workers < 1 || workers > 1000:
		return usagef("--workers %d: want 1 to 1000", workers)
	case c.String("out") == "":
		return usagef("--out: want a folder, . for the one you are in")
	case c.IsSet("url") && c.IsSet("server"):
		return usagef("--url and --server each say where codes are fetched; give one")
	case !slices.Contains([]string{"auto", "always", "never"}, c.String("progress")):
		return usagef("--progress %q: want auto, always or never", c.String("progress"))
	case strings.ContainsFunc(c.String("user-agent"), unicode.IsControl):
		return usagef("--user-agent: has a control character")
	}
	return nil
}

// config is what the command line says of the run, without what has to be opened first.
func config(c *cli.Context, site *site, workers int) (stages.Config, error) {
	planner, err := stages.NewPlanner(site.url, c.String("name"), !c.IsSet("url"))
	if err != nil {
		return stages.Config{}, err
	}
	cfg := stages.Config{
		Planner: planner, Out: c.String("out"), Workers: workers,
		Timeout: duration(c, "timeout"), MaxTime: duration(c, "max-time"),
		Ordered: c.Bool("ordered"), Trace: c.Bool("trace"),
	}
	client, err := client(c, cfg)
	if err != nil {
		return cfg, err
	}
	cfg.Transport = client.Transport()
	if cfg.Request, err = requestHeader(c); err != nil {
		return cfg, err
	}
	limit := c.Generic("rate").(*cmdline.Rate)
	if limit.PerSecond > 0 {
		cfg.Limiter = rate.NewLimiter(rate.Limit(limit.PerSecond), 1)
	}
	cfg.Header = sink.Header{
		Program: version, URL: site.url, Out: cfg.Out, Name: c.String("name"), Server: site.label, Workers: cfg.Workers,
		Rate: limit.String(), Timeout: cfg.Timeout, MaxTime: cfg.MaxTime, UserAgent: cfg.Request.UserAgent, Ordered: cfg.Ordered,
	}
	return cfg, nil
}

func count(c *cli.Context, name string) uint64 { return c.Generic(name).(*cmdline.Count).N }

func duration(c *cli.Context, name string) time.Duration {
	return time.Duration(*c.Generic(name).(*cmdline.Duration))
}

// watch runs cfg in the sight of the user: summary, bar, signals.
func watch(c *cli.Context, cfg stages.Config, site *site, log *sink.Log, codes []string) (int, error) {
	view := sink.View{
		Console: sink.NewConsole(os.Stderr), Terminal: sink.IsTerminal(os.Stderr), Progress: c.String("progress"),
		Quiet: c.Bool("quiet"), Verbose: c.Bool("verbose"), Log: log,
	}
	ctx, intake, stop := stages.Signals(func() {
		view.Console.Printf("hoist: stopping: what is in flight finishes; a second signal ends that too\n")
	})
	defer stop()
	if wanted := int(count(c, "workers")); cfg.Workers < wanted {
		view.Console.Printf("hoist: the limit on open files leaves room for %d of %d workers; ulimit -n raises it\n", cfg.Workers, wanted)
	}
	if c.Bool("insecure") {
		view.Console.Printf("hoist: --insecure: certificates are not checked\n")
	}
	plan := sink.Plan{Server: site.label, URL: site.shown, Noun: site.noun, Codes: codes, Workers: cfg.Workers}
	view.Open(plan)
	cfg.Sink = &sink.Sink{Lines: log.Lines(), Watch: view.Watcher(len(codes))}
	tally, err := stages.Run(ctx, intake, cfg)
	view.Close(tally, plan)
	if errors.Is(err, syscall.EPIPE) {
		err = nil // the reader of stdout had enough, which the exit status says
	}
	return tally.Exit, err
}
