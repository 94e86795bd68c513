package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/options"
	"github.com/hoist/hoist/internal/command/signals"
	"github.com/hoist/hoist/internal/command/units"
	"github.com/hoist/hoist/internal/country"
	"github.com/hoist/hoist/internal/existing"
	"github.com/hoist/hoist/internal/flagserver"
	"github.com/hoist/hoist/internal/journal"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/stages"
)

// A site is the origin of the files.
type site struct {
	label  string // of a flag site; empty with --url
	url    string // template
	shown  string // text for the summary
	noun   string
	server *flagserver.Server // the practice server; nil for other sites
}

// openSite returns the site of the command line: url, or a flag site if that is empty. It starts
// the practice server if that is the site. If it is not, openSite refuses the options of the
// practice server. It accepts them in the environment, since they may be for another run.
func openSite(c *cli.Context, g options.Given, url string) (*site, error) {
	const remote, path = "https://www.fluentpython.com/data/flags", "/{lower}/{lower}.gif"
	label := strings.ToLower(c.String("server"))
	for _, name := range []string{"min-delay", "max-delay", "delay", "error-rate", "seed"} {
		if g[name] && (url != "" || label == "remote") {
			return nil, usagef("--%s is for the practice server: --server local, delay or error", name)
		}
	}
	switch {
	case url != "":
		return &site{url: url, shown: url, noun: "file"}, nil
	case label == "remote":
		return &site{label: label, url: remote + path, shown: remote, noun: "flag"}, nil
	}
	o, err := practiceSettings(c, label)
	if err != nil {
		return nil, err
	}
	s := &site{label: label, noun: "flag", shown: "http://127.0.0.1/flags"}
	if !c.Bool("dry-run") { // else the server is not started, and its URLs have no port
		if s.server, err = flagserver.Start(0, o); err != nil {
			return nil, err
		}
		s.shown = s.server.URL + "/flags"
	}
	s.url = s.shown + path
	return s, nil
}

func (s *site) close() {
	if s.server != nil {
		s.server.Close() // read-only: closing it loses nothing
	}
}

// earlier returns the records of a journal. For the practice server it translates their URLs.
func (s *site) earlier(earlier *journal.Journal) existing.History {
	if s.server == nil {
		return earlier
	}
	return practiceJournal{earlier, s.server.URL}
}

// A practiceJournal is a journal of the practice server, whose port differs in each run.
type practiceJournal struct {
	*journal.Journal
	origin string // origin of the server in this run
}

func (p practiceJournal) Find(code, name string) (logline.Record, bool, error) {
	record, ok, err := p.Journal.Find(code, name)
	for _, url := range []*string{&record.URL, &record.Asked} {
		if at := strings.Index(*url, "/flags/"); at >= 0 {
			*url = p.origin + (*url)[at:]
		}
	}
	return record, ok, err
}

// practiceSettings returns the options of the practice server with a label, which may be in upper
// or lower case.
func practiceSettings(c *cli.Context, label string) (flagserver.Options, error) {
	o, ok := flagserver.Preset(strings.ToLower(label))
	if !ok {
		return o, usagef("practice server %q: the labels are %s%s", label, strings.Join(flagserver.Labels(), ", "),
			options.DidYouMean(label, append(flagserver.Labels(), "remote")))
	}
	if c.IsSet("min-delay") {
		o.MinDelay = duration(c, "min-delay")
		o.MaxDelay = max(o.MaxDelay, o.MinDelay)
	}
	if c.IsSet("max-delay") {
		o.MaxDelay = duration(c, "max-delay")
	}
	if !c.IsSet("min-delay") {
		o.MinDelay = min(o.MinDelay, o.MaxDelay)
	}
	if c.IsSet("error-rate") {
		o.ErrorRate = float64(*c.Generic("error-rate").(*units.Share))
	}
	if seed := c.Generic("seed").(*units.Count); seed.Given {
		o.Seed = seed.N
	}
	o.Delays = *c.Generic("delay").(*units.Delays)
	if o.MinDelay > o.MaxDelay {
		return o, usagef("--min-delay %v is longer than --max-delay %v", o.MinDelay, o.MaxDelay)
	}
	o.Countries = country.Names()
	return o, nil
}

// serve runs the practice server until a signal ends it.
func serve(c *cli.Context, _ options.Given) (exit int, err error) {
	if c.NArg() != 1 {
		return 0, usagef("serve: the argument must be one of %s", strings.Join(flagserver.Labels(), ", "))
	}
	port := count(c, "port")
	if port > 65535 {
		return 0, usagef("--port %d: must be 0 to 65535", port)
	}
	if dir := c.String("dir"); dir != "" {
		if err := checkDirectory(dir); err != nil {
			return 0, usagef("--dir %s: %w", dir, err)
		}
	}
	o, err := practiceSettings(c, c.Args().First())
	if err != nil {
		return 0, err
	}
	o.Dir = c.String("dir")
	server, err := flagserver.Start(int(port), o)
	if _, isPort := errors.AsType[*net.OpError](err); isPort {
		return 0, fmt.Errorf("%w; choose another with --port, 0 for a free one", err)
	}
	if err != nil {
		return 0, err
	}
	_, stopped, stop := signals.Watch(stopBy, signals.Notices{First: func(time.Duration) {}, Second: func() {}})
	defer stop()
	fmt.Fprintf(os.Stderr, "%s flags at %s/flags; Ctrl-C ends the server\n", strings.ToLower(c.Args().First()), server.URL)
	<-stopped.Done()
	cause := (*stages.Stop)(nil)
	errors.As(context.Cause(stopped), &cause)
	return cause.Exit, server.Close()
}
