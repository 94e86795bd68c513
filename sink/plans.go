package sink

import (
	"strings"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
)

// Plans prints a line for each code that would be fetched: the code, its URL and the path of its
// file, in columns that fit the window. A column becomes wider when a line needs it. Plans prints
// the line of a code that is an error as Verbose does.
type Plans struct {
	Console         *Console
	code, url, path int // columns of the widest values so far, within their shares of the window
}

// Observe prints the line of a result.
func (p *Plans) Observe(r *logline.Result) {
	switch r.Status {
	case outcome.Planned:
		p.Console.Printf("%s\n", p.line(r, p.Console.Width()-1))
	case outcome.Error, outcome.Cancelled:
		p.Console.Printf("%s\n", shortLine(r))
	}
}

// Done does nothing.
func (p *Plans) Done() {}

// line returns a line of at most width columns, as far as that is possible. A code gets up to a
// quarter of the width, a path up to half of the columns that are left, and a URL the rest.
func (p *Plans) line(r *logline.Result, width int) string {
	const gap = "  "
	code, url, path := printable(redact.URLs(r.Code)), printable(r.URL), plannedPath(r)
	p.code = max(p.code, min(columnsOf(code), max(width/4, 1)))
	rest := max(width-p.code-2*len(gap), 2)
	p.path = min(max(p.path, columnsOf(path)), rest/2)
	p.url = min(max(p.url, columnsOf(url)), rest-p.path)
	return padded(code, p.code) + gap + padded(url, p.url) + gap + withoutMiddle(path, rest-p.url)
}

// plannedPath returns the path of a plan, or a remark if it depends on the answer.
func plannedPath(r *logline.Result) string {
	if r.Path == "" {
		return "(named by the answer)"
	}
	return printable(r.Path)
}

// padded returns text in exactly that many columns.
func padded(text string, columns int) string {
	text = withoutMiddle(text, columns)
	return text + strings.Repeat(" ", columns-columnsOf(text))
}

// withoutMiddle returns text in at most that many columns. If the text is longer, its middle is
// left out, since the ends of URLs and paths differ most.
func withoutMiddle(text string, columns int) string {
	runes := []rune(text)
	if len(runes) <= columns {
		return text
	}
	tail := (columns - 1) / 2
	return string(runes[:columns-1-tail]) + "…" + string(runes[len(runes)-tail:])
}
