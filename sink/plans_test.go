package sink

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// The columns of plans become as wide as their values, within the window. A value that does not
// fit loses its middle. Codes that are skipped have no line, and errors have the line of -v.
func TestPlans(t *testing.T) {
	planned := func(code, url, path string) logline.Result {
		return logline.Result{Status: outcome.Planned, Code: code, URL: url, Path: path}
	}
	results := []logline.Result{
		planned("1", "http://h/1", "d/1"),
		planned("22", "http://h/22", "d/22"),
		{Status: outcome.Skipped, Code: "3", Path: "d/3", Reason: "exists already"},
		{Status: outcome.Error, Code: "4 ", Kind: outcome.BadInput, Reason: "has a control character"},
		planned("http://u:p@h/5", "http://***@h/5", "d/5"),
		planned("1", "http://h/1", "d/1"),
	}
	for width, want := range map[int]string{
		80: `
1  http://h/1  d/1
22  http://h/22  d/22
4 : bad_input error: has a control character
http://***@h/5  http://***@h/5  d/5
1               http://h/1      d/1
`,
		25: `
1  http://h/1  d/1
22  http://h/22  d/22
4 : bad_input error: has a control character
htt…/5  http:…@h/5  d/5
1       http://h/1  d/1
`,
	} {
		var out bytes.Buffer
		p := &Plans{Console: &Console{w: &out, width: func() int { return width }}}
		for i := range results {
			p.Observe(&results[i])
		}
		p.Done()
		if diff := cmp.Diff(want[1:], out.String()); diff != "" {
			t.Errorf("%d columns: (-want +got)\n%s", width, diff)
		}
	}
}

// However narrow the window, there is a line. If the window has a few columns, the line is not
// wider than the window.
func TestPlansInNarrowWindows(t *testing.T) {
	for width := range 120 {
		p := &Plans{}
		r := logline.Result{Status: outcome.Planned, Code: "code", URL: strings.Repeat("u", 90), Path: strings.Repeat("p", 90)}
		for range 2 {
			if line := p.line(&r, width); width >= 12 && (columnsOf(line) > width || !strings.Contains(line, "u")) {
				t.Errorf("%d columns: %q", width, line)
			}
		}
	}
}
