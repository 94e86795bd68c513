package sink

import (
	"fmt"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
)

// Verbose prints one short line for each result.
type Verbose struct{ Console *Console }

// Observe prints the line of a result.
func (v Verbose) Observe(r *logline.Result) { v.Console.Printf("%s\n", shortLine(r)) }

// Done does nothing.
func (v Verbose) Done() {}

// shortLine is a result in one line for a person: `BR: saved downloaded/BR.gif, 1.2 kB in 0.05s`.
func shortLine(o *logline.Result) string {
	code := printable(redact.URLs(o.Code))
	switch o.Status {
	case outcome.OK:
		return fmt.Sprintf("%s: saved %s, %s in %.2fs", code, printable(o.Path), size(o.Bytes), o.Elapsed.Seconds())
	case outcome.Planned:
		return fmt.Sprintf("%s: would fetch %s to %s", code, printable(o.URL), plannedPath(o))
	case outcome.NotFound:
		return fmt.Sprintf("%s: not found (%d)", code, o.HTTPStatus)
	case outcome.Error:
		return fmt.Sprintf("%s: %s error: %s", code, o.Kind, o.Reason)
	case outcome.Skipped, outcome.Cancelled:
		return fmt.Sprintf("%s: %s: %s", code, o.Status, o.Reason)
	}
	return fmt.Sprintf("%s: %s", code, o.Status)
}
