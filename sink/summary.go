package sink

import (
	"cmp"
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
	Workers int      // 0 if nothing is fetched
	Part    int      // 1 to Parts
	Parts   int      // of the list; 0 if the run fetches the whole list
}

// Opening is the summary's first part: whole lines. If the number of codes is not known, the lines
// that need it are left out.
func (p Plan) Opening() string {
	var b strings.Builder
	if p.Server != "" {
		fmt.Fprintf(&b, "%s ", p.Server)
	}
	fmt.Fprintf(&b, "site: %s\n", printable(redact.URL(p.URL)))
	if p.Parts > 0 {
		fmt.Fprintf(&b, "Part %d of %d of the list\n", p.Part, p.Parts)
	}
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
	if n := t.Counts[outcome.Planned]; n > 0 {
		fmt.Fprintf(&b, "%3d %s would be downloaded.\n", n, plural(n, noun))
	} else {
		fmt.Fprintf(&b, "%3d %s downloaded.\n", t.Counts[outcome.OK], plural(t.Counts[outcome.OK], noun))
	}
	if n := t.Counts[outcome.NotFound]; n > 0 {
		fmt.Fprintf(&b, "%3d not found%s\n", n, cmp.Or(notFoundHosts(&t), "."))
	}
	for _, e := range t.ErrorsByKind() {
		fmt.Fprintf(&b, "%3d %s: %s%s\n", e.Count, plural(e.Count, "error"), printable(string(e.Kind)), cause(e))
	}
	count := func(n uint64, text string) {
		if n > 0 {
			fmt.Fprintf(&b, "%3d %s.\n", n, text)
		}
	}
	count(t.Counts[outcome.Skipped], "skipped")
	count(t.Counts[outcome.Unchanged], "unchanged")
	count(t.Counts[outcome.Cancelled], "cancelled")
	fmt.Fprintf(&b, "Elapsed time: %s\n", seconds(t.Elapsed))
	return b.String()
}

// notFoundHosts is the text after the number of codes that were not found: three hosts at most. If
// no host is known, it is empty.
func notFoundHosts(t *logline.Tally) string {
	const most = 3
	all := t.Counts[outcome.NotFound]
	hosts := t.NotFoundHosts()
	switch {
	case len(hosts) == 0:
		return ""
	case hosts[0].Count == all:
		return ": " + printable(hosts[0].Host)
	}
	var shown []string
	for _, h := range hosts[:min(len(hosts), most)] {
		shown = append(shown, fmt.Sprintf("%d of %s", h.Count, printable(h.Host)))
		all -= h.Count
	}
	if all > 0 {
		shown = append(shown, fmt.Sprintf("%d of others", all))
	}
	return ": " + strings.Join(shown, ", ")
}

// cause is the text after a kind of errors: the host with most of them, and one reason.
func cause(e logline.KindErrors) string {
	text := ""
	if hosts := most(e.Worst, e.Count); hosts != "" {
		text = ", " + hosts
	}
	if reason := withDetail(reasonBeside(e.Worst.Host, e.Reason), e.Detail); reason != "" {
		text += fmt.Sprintf(" (%s)", printable(reason))
	}
	return text
}

// most names the host with most of all failures of a kind. If that host has few of them, it is only
// an example.
func most(worst logline.HostCount, all uint64) string {
	host := printable(worst.Host)
	switch {
	case host == "":
		return ""
	case worst.Count == all:
		return host
	case worst.Count <= 1, worst.Count*10 < all:
		return "several hosts, for example " + host
	}
	return fmt.Sprintf("%d of them from %s", worst.Count, host)
}

// Failed is the summary of a quiet run in one line, without its end:
// `3 of 200 codes failed: 2 http (example.org), 1 timeout (b.example)`. If nothing failed, it is
// empty.
func Failed(t logline.Tally) string {
	if t.Complete() {
		return ""
	}
	of := func(worst logline.HostCount, all uint64) string {
		if hosts := most(worst, all); hosts != "" {
			return " (" + hosts + ")"
		}
		return ""
	}
	var parts []string
	for _, e := range t.ErrorsByKind() {
		parts = append(parts, fmt.Sprintf("%d %s%s", e.Count, printable(string(e.Kind)), of(e.Worst, e.Count)))
	}
	if n := t.Counts[outcome.NotFound]; n > 0 {
		worst := append(t.NotFoundHosts(), logline.HostCount{})[0]
		parts = append(parts, fmt.Sprintf("%d not found%s", n, of(worst, n)))
	}
	if n := t.Counts[outcome.Cancelled]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d cancelled", n))
	}
	failed := t.Counts[outcome.Error] + t.Counts[outcome.NotFound] + t.Counts[outcome.Cancelled]
	return fmt.Sprintf("%d of %d %s failed: %s", failed, t.Total, plural(t.Total, "code"), strings.Join(parts, ", "))
}

func plural(n uint64, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}
