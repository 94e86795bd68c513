package sink

import (
	"github.com/cheggaaa/pb/v3"
	"github.com/hoist/hoist/internal/logline"
)

const (
	barKnown = `{{counters . "%s/%s"}} {{bar . "[" "=" ">" " " "]"}} {{percent . "%.0f%%"}} ` +
		`{{speed . "%s/s" "-/s"}} {{rtime . "%s left" "%s" "-"}}`
	barUnknown = `{{counters . "%s/%s" "%[1]s"}} done {{speed . "%s/s" "-/s"}} {{etime .}}`
)

// A Bar is a progress bar that counts results. It shows the rate and, if the total is known, the
// time left.
type Bar struct{ bar *pb.ProgressBar }

// spareColumns are left free behind the bar, so that a ^C that the terminal shows there begins no
// new line.
const spareColumns = 3

// NewBar draws a bar on c until Done. If the number of codes is not known, total is 0.
func NewBar(c *Console, total int) *Bar {
	tmpl := barKnown
	if total == 0 {
		tmpl = barUnknown
	}
	bar := pb.New(total).SetTemplateString(tmpl)
	bar.Set(pb.Terminal, true).Set(pb.ReturnSymbol, "\r").Set(pb.Color, false)
	bar.SetWriter(c)
	if bar.Width() == 0 {
		bar.SetWidth(80) // a terminal that does not know its size
	}
	bar.SetMaxWidth(min(100, max(bar.Width()-spareColumns, 1)))
	return &Bar{bar.Start()}
}

// Observe counts one result.
func (b *Bar) Observe(*logline.Result) { b.bar.Increment() }

// Done draws the bar a last time and leaves it there.
func (b *Bar) Done() { b.bar.Finish() }
