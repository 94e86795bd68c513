package sink

import "github.com/hoist/hoist/internal/logline"

// A View is what a person sees on stderr.
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

// Watcher returns who shows outcomes as they come, nil for nobody. total is how many codes there are, 0 where that
// is not known. Where the JSON lines go nowhere, failures are shown in their place.
func (v View) Watcher(total int) Watcher {
	var watcher Watcher
	switch {
	case v.Verbose:
		return Verbose{v.Console}
	case v.bar():
		watcher = NewBar(v.Console, total)
	}
	if !v.Lines && !v.Quiet {
		return Failures{v.Console, watcher}
	}
	return watcher
}

// bar tells whether there is one. Unasked it does not come between lines on the same terminal.
func (v View) bar() bool {
	if v.Progress == "auto" {
		return v.Terminal && !v.Quiet && !v.OnScreen
	}
	return v.Progress == "always"
}
