package sink

import "github.com/hoist/hoist/internal/logline"

// A View is the display for a person on stderr.
type View struct {
	Console  *Console
	Terminal bool   // stderr is one
	Progress string // auto, always, never
	Quiet    bool
	Verbose  bool
	Lines    bool // the JSON lines go somewhere
	OnScreen bool // they go to the same terminal
}

// Open prints the first part of the summary.
func (v View) Open(p Plan) {
	if !v.Quiet {
		v.Console.Printf("%s", p.Opening())
	}
}

// Close prints the last part of the summary.
func (v View) Close(t logline.Tally, p Plan) {
	if !v.Quiet {
		v.Console.Printf("%s", Closing(t, p.Noun))
	}
}

// Observers returns the observers that show results as they come. total is the number of codes. If
// the number is not known, it is 0. If there are no JSON lines, the observers show failures
// instead. If the person may not see the JSON lines, the observers show the first error.
func (v View) Observers(total int) (observers []Observer) {
	if v.Verbose {
		return []Observer{Verbose{v.Console}}
	}
	if !v.Lines && !v.Quiet {
		observers = append(observers, Failures{v.Console})
	}
	if v.bar() {
		observers = append(observers, NewBar(v.Console, total))
	}
	if v.Lines && !v.OnScreen && !v.Quiet {
		observers = append(observers, &FirstError{Console: v.Console})
	}
	return observers
}

// bar reports whether there is a bar. By default there is no bar between JSON lines on the same
// terminal.
func (v View) bar() bool {
	if v.Progress == "auto" {
		return v.Terminal && !v.Quiet && !v.OnScreen
	}
	return v.Progress == "always"
}
