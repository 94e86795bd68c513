package sink

import (
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// Failures prints one short line for each code that was not saved: ten lines of each kind and host.
// At the end it prints how many more there were.
type Failures struct {
	Console *Console
	List    string // path of the list of failed codes; empty without a list
	shown   map[failures]int
	more    uint64
}

// failures are the codes that failed in one way. A code that was not found has no kind.
type failures struct {
	kind outcome.Kind
	host string
}

const (
	mostShown = 10 // lines of each kind and host

	// mostFailures is how many kinds and hosts have ten lines of their own. After that, the further
	// hosts of a kind have ten lines together.
	mostFailures = 5
)

// Observe prints the line of a result that is a failure.
func (f *Failures) Observe(r *logline.Result) {
	if r.Status != outcome.NotFound && r.Status != outcome.Error {
		return
	}
	if f.shown == nil {
		f.shown = map[failures]int{}
	}
	in := failures{r.Kind, r.Host}
	if f.shown[in] == 0 && len(f.shown) >= mostFailures {
		in.host = ""
	}
	if f.shown[in] == mostShown {
		f.more++
		return
	}
	f.shown[in]++
	f.Console.Printf("%s\n", shortLine(r))
}

// Done prints how many failures were not shown, and where they are.
func (f *Failures) Done() {
	if f.more == 0 {
		return
	}
	are := "are"
	if f.more == 1 {
		are = "is"
	}
	where := "--log FILE or --failed FILE lists them all"
	if f.List != "" {
		where = printable(f.List) + " lists them all"
	}
	f.Console.Printf("%d more failed %s %s not shown; %s\n", f.more, plural(f.more, "code"), are, where)
}
