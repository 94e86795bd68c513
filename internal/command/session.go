package command

import (
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/options"
	"github.com/hoist/hoist/internal/command/signals"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/journal"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/notices"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/internal/terminal"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/stages"
)

// A session is a run that a person watches and stops.
type session struct {
	c       *cli.Context
	given   options.Given
	cfg     stages.Config
	in      *input
	site    *site
	runner  *runner
	earlier *journal.Journal
	ownDir  bool             // all files in the destination are of this run
	asked   <-chan os.Signal // the signals that request a line of progress

	view     sink.View
	stopping atomic.Bool
}

// run runs the Config and shows its progress: summary, bar, and the effect of signals. last is the
// line that must be printed last: how to try the failed codes again. If no code failed, or the run
// is quiet, last is empty.
func (s *session) run() (exit int, last string, err error) {
	s.openView()
	ctx, reading, stop := signals.Watch(stopBy, s.stopNotices())
	defer stop()
	s.printNotes()
	plan := sink.Plan{
		Server: s.site.label, URL: s.site.shown, Noun: s.site.noun, Codes: s.in.list.Codes, Workers: s.cfg.Fetch.Workers,
		Part: s.in.part.K, Parts: s.in.part.N,
	}
	if s.view.DryRun {
		plan.Workers = 0
	}
	s.view.Open(plan)
	progress := sink.NewProgress(len(s.in.list.Codes), readList(s.in.list, s.cfg.Source.Taken), s.cfg.Fetch.Download.Received)
	defer signals.Answer(s.asked, func() { s.printf("%s%s", progress.Line(), statsText(s.cfg.Report.Stats.Load())) })()
	s.cfg.Report.Sink = &sink.Sink{Observers: append(s.view.Observers(progress), progress)}
	if s.runner.log != nil {
		s.cfg.Report.Sink.Log = s.runner.log
	}
	tally, err := s.runner.run(ctx, reading, s.cfg)
	s.view.Close(tally, plan)
	if s.earlier.Cut() {
		s.printf("log %s: was cut during the run; codes whose lines were lost were fetched again", s.logPath())
	}
	if isEmpty(s.c, tally, s.in.list.Codes) {
		s.printf("%s", emptyText(s.in.part))
	}
	return tally.Exit, s.last(tally), ended(err)
}

// openView sets the view, and the parts of the Config that report to it.
func (s *session) openView() {
	log := s.runner.log
	s.view = sink.View{
		Console: sink.NewConsole(os.Stderr), Terminal: terminal.Is(os.Stderr), Progress: s.c.String("progress"),
		Quiet: s.c.Bool("quiet"), Verbose: s.c.Bool("verbose"), Lines: log != nil, OnScreen: log.OnTerminal() || log.OnPipe(),
		Draws: terminal.Draws(os.Stderr), Every: duration(s.c, "progress-every"),
		DryRun: s.c.Bool("dry-run"), Failed: s.c.String("failed"),
	}
	s.cfg.Report.Stats = new(atomic.Pointer[hosts.Stats])
	s.view.Reason = func(still bool) string { return reasonText(s.cfg.Report.Stats.Load(), s.stopping.Load(), still) }
	if !s.view.Quiet {
		s.cfg.Report.Notify = func(text string) { s.printf("%s", text) }
	}
}

// printf prints a message in one line.
func (s *session) printf(format string, args ...any) {
	s.view.Console.Printf("hoist: %s\n", redact.OneLine(fmt.Sprintf(format, args...)))
}

func (s *session) logPath() string { return s.c.String("log") }

// stopBy returns the cause of a run that a signal ends.
func stopBy(name string, exit int) error { return &stages.Stop{Reason: name, Exit: exit} }

// stopNotices returns the messages of signals.
func (s *session) stopNotices() signals.Notices {
	return signals.Notices{
		First: func(limit time.Duration) {
			s.stopping.Store(true)
			within := ""
			if limit > 0 {
				within = fmt.Sprintf(" within %v", limit)
			}
			s.printf("stopping: requests in flight finish%s; a second signal cancels them", within)
		},
		Second: func() { s.printf("cancelling requests in flight; a third signal ends the process at once") },
	}
}

// printNotes prints the facts that a person should know before the run.
func (s *session) printNotes() {
	if wanted := int(count(s.c, "workers")); s.cfg.Fetch.Workers < wanted && !s.view.DryRun {
		s.printf("the limit on open files leaves room for %d of %d workers; ulimit -n raises it", s.cfg.Fetch.Workers, wanted)
	}
	if s.c.Bool("insecure") {
		s.printf("--insecure: certificates are not checked")
	}
	if note := fileNote(s.c); note != "" && !s.view.Quiet {
		s.printf("%s", note)
	}
	for _, note := range append(splitNotes(s.c, s.in), s.runner.notes...) {
		s.printf("%s", note)
	}
	if s.earlier.Headless() {
		s.printf("log %s: begins with results of a run whose run line is cut off; they count", s.logPath())
	}
}

// last returns the line with the command that tries the failed codes again.
func (s *session) last(tally logline.Tally) string {
	if s.view.Quiet || tally.Complete() {
		return ""
	}
	return again(s.c, s.given, endedRun{s.in.list.ReadsStdin, s.runner.log.WasEmpty(), s.ownDir, tally.Exit})
}

// statsText returns the text after the progress in its line. s is nil before there are any
// statistics.
func statsText(s *hosts.Stats) string {
	if s == nil {
		return ""
	}
	text := fmt.Sprintf("; %d in flight, %d waiting", s.InFlight, s.Waiting)
	switch s.FailingHosts {
	case 0:
	case 1:
		text += fmt.Sprintf(", %d of them for a host that fails", s.FailingWaiting)
	default:
		text += fmt.Sprintf(", %d of them for %d hosts that fail", s.FailingWaiting, s.FailingHosts)
	}
	return text
}

// reasonText returns the text of a sink.Reason.
func reasonText(s *hosts.Stats, stopping, still bool) string {
	switch {
	case s == nil:
		return ""
	case stopping:
		return fmt.Sprintf("stopping: %d in flight", s.InFlight)
	case still:
		return notices.HoldupText(s.Holdup)
	}
	return ""
}

// readList returns a sink.List of a selection. If taken is not nil, it has the number of codes that
// were read and are in the part of the run.
func readList(selection *source.Selection, taken *atomic.Uint64) sink.List {
	return func() (codes uint64, share float64, all bool) {
		r := selection.Reading()
		if taken != nil {
			r.Codes = taken.Load()
		}
		return r.Codes, r.Share, r.All
	}
}
