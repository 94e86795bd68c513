package stages

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/hoist/hoist/internal/clienttest"
)

// If a template does not prove that names are unique, a file is replaced only if the log has it for
// the code, if this run has saved it, or if it has the same bytes.
func TestForeignFiles(t *testing.T) {
	for _, tt := range []struct {
		name, template string
		codes          string
		files          map[string]string
		owners         owners
		want           string // the outcomes, and the text of the file at the end, without the number of the answer
	}{
		{"no file", "{filename}", "x", nil, nil, "ok: x"},
		{"a foreign file", "{filename}", "x", map[string]string{"a.txt": "mine"}, nil, "error storage: mine"},
		{"of the same size", "{filename}", "x", map[string]string{"a.txt": "y1"}, nil, "error storage: y"},
		{"of the same bytes", "{filename}", "x", map[string]string{"a.txt": "x1"}, nil, "ok: x"},
		{"of the code", "{filename}", "x", map[string]string{"a.txt": "old"}, owners{"a.txt": "x"}, "ok: x"},
		{"of another code", "{filename}", "x", map[string]string{"a.txt": "old"}, owners{"a.txt": "y"}, "error storage: old"},
		{"a code twice", "{filename}", "x x", nil, nil, "ok ok: x"},
		{"a code twice, and a foreign file", "{filename}", "x x", map[string]string{"a.txt": "mine"}, nil,
			"error storage error storage: mine"},
		{"known before the answer", "{base}", "x", map[string]string{"a.txt": "mine"}, nil, "error storage: mine"},
		{"known before the answer, a code twice", "{base}", "x x", nil, nil, "ok ok: x"},
		{"proven", "{code}/{filename}", "x", map[string]string{"x/a.txt": "mine"}, nil, "ok: x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked := 0
				r := newWebRun(t, slices.Values(strings.Fields(tt.codes)), func(req *http.Request) (*http.Response, error) {
					asked++
					resp := clienttest.Answer(req, 200, req.URL.RawQuery+string(rune('0'+asked)))
					resp.Header.Set("Content-Disposition", "inline; filename=a.txt")
					return resp, nil
				})
				r.Source.Planner, r.Source.Owners, r.Fetch.Workers = newPlan(t, "http://h/a.txt?{code}", tt.template), tt.owners, 1
				r.memory.Files = map[string]string{}
				maps.Copy(r.memory.Files, tt.files)
				var got []string
				for _, l := range only(r.run(t), "result") {
					got = append(got, strings.TrimSpace(l.Outcome+" "+l.Kind))
				}
				name := "a.txt"
				if tt.template == "{code}/{filename}" {
					name = "x/a.txt"
				}
				text := strings.TrimRight(r.memory.Files[name], "12")
				if got := strings.Join(got, " ") + ": " + text; got != tt.want || len(r.memory.Files) != 1 {
					t.Errorf("got %s, want %s; %v", got, tt.want, r.memory.Files)
				}
			})
		})
	}
}
