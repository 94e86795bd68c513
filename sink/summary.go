package sink

import (
	"fmt"
	"strings"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
)

// A Plan has the facts that are known before a run starts.
type Plan struct {
	Server  string // label of the site; empty for a URL of the user's own
	URL     string
	Noun    string   // "flag" or "file"
	Codes   []string // nil if they are not known beforehand
	Workers int
}

// Opening is the summary's first part: whole lines. If the number of codes is not known, the lines
// that need it are left out.
func (p Plan) Opening() string {
	var b strings.Builder
	if p.Server != "" {
		fmt.Fprintf(&b, "%s ", p.Server)
	}
	fmt.Fprintf(&b, "site: %s\n", printable(redact.URL(p.URL)))
	if p.Codes == nil {
		return b.String()
	}
	fmt.Fprintf(&b, "Searching for %d %s%s\n", len(p.Codes), plural(uint64(len(p.Codes)), p.Noun), which(p.Codes))
	switch workers := min(p.Workers, len(p.Codes)); workers {
	case 0:
	case 1:
		b.WriteString("1 connection will be used.\n")
	default:
		fmt.Fprintf(&b, "%d concurrent connections will be used.\n", workers)
	}
	return b.String()
}

// which lists a few codes one by one, and of many codes only the first and the last.
func which(codes []string) string {
	const few = 10
	switch n := len(codes); {
	case n == 0:
		return ""
	case n <= few:
		shown := make([]string, n)
		for i, code := range codes {
			shown[i] = printable(redact.URLs(code))
		}
		return ": " + strings.Join(shown, ", ")
	default:
		return fmt.Sprintf(": from %s to %s", printable(redact.URLs(codes[0])), printable(redact.URLs(codes[n-1])))
	}
}

// Closing is the summary's last part: whole lines. Lines that count zero are left out, except the
// first.
func Closing(t logline.Tally, noun string) string {
	var b strings.Builder
	b.WriteString("--------------------\n")
	fmt.Fprintf(&b, "%3d %s downloaded.\n", t.Counts[outcome.OK], plural(t.Counts[outcome.OK], noun))
	count := func(n uint64, text string) {
		if n > 0 {
			fmt.Fprintf(&b, "%3d %s.\n", n, text)
		}
	}
	count(t.Counts[outcome.NotFound], "not found")
	count(t.Counts[outcome.Error], plural(t.Counts[outcome.Error], "error"))
	count(t.Counts[outcome.Skipped], "skipped")
	count(t.Counts[outcome.Unchanged], "unchanged")
	count(t.Counts[outcome.Cancelled], "cancelled")
	fmt.Fprintf(&b, "Elapsed time: %s\n", seconds(t.Elapsed))
	return b.String()
}

func plural(n uint64, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}
