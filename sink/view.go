package sink

import (
	"time"

	"github.com/hoist/hoist/internal/logline"
)

// A View is the display for a person on stderr.
type View struct {
	Console  *Console
	Terminal bool   // stderr is one
	Progress string // auto, always, never
	Quiet    bool
	Verbose  bool
	Lines    bool   // the JSON lines go somewhere
	OnScreen bool   // they go to the same terminal, or to a program whose output may
	Draws    bool   // the terminal can draw a status line
	DryRun   bool   // nothing is fetched
	Failed   string // path of the list of failed codes; empty without a list

	Every  time.Duration // between two lines of progress, if there is no status line; 0 for none
	Reason Reason        // for the status line; nil for none
}

// Open prints the first part of the summary.
func (v View) Open(p Plan) {
	if !v.Quiet {
		v.Console.Printf("%s", p.Opening())
	}
}

// Close prints the last part of the summary. If the run is quiet, Close prints one line, and only
// if something failed.
func (v View) Close(t logline.Tally, p Plan) {
	if !v.Quiet {
		v.Console.Printf("%s", Closing(t, p.Noun))
	} else if failed := Failed(t); failed != "" {
		v.Console.Printf("hoist: %s\n", failed)
	}
}

// Observers returns the observers that show results as they come, with the progress that p counts.
// If there are no JSON lines, the observers show failures instead, or the plans of a run that
// fetches nothing.
func (v View) Observers(p *Progress) (observers []Observer) {
	if v.Verbose {
		return []Observer{Verbose{v.Console}}
	}
	if v.DryRun && !v.Lines {
		return []Observer{&Plans{Console: v.Console}}
	}
	if !v.Lines && !v.Quiet {
		observers = append(observers, &Failures{Console: v.Console, List: v.Failed})
	}
	switch {
	case v.drawsStatus():
		observers = append(observers, NewStatusLine(v.Console, p, v.Reason))
	case v.Every > 0 && (v.Progress == "always" || v.Progress == "auto" && !v.Quiet):
		observers = append(observers, NewHeartbeat(v.Console, p, v.Every, v.Progress == "always"))
	}
	return observers
}

// drawsStatus reports whether there is a status line. By default there is none between JSON lines
// on the same terminal.
func (v View) drawsStatus() bool {
	if v.Progress == "auto" {
		return v.Terminal && v.Draws && !v.Quiet && !v.OnScreen
	}
	return v.Progress == "always" && v.Terminal && v.Draws
}
