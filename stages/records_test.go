package stages

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/source"
)

// The line of a job contains the columns that are kept, as its field `record`. If they would break
// the line, the job is an error.
func TestKeptInLines(t *testing.T) {
	for kept, ok := range map[string]bool{
		"":                        true,
		`{}`:                      true,
		`{"id":7,"of":["a","b"]}`: true,
		`{"id":7`:                 false,
		`[1]`:                     false,
		`{"id":"` + strings.Repeat("x", source.MaxKept) + `"}`: false,
		`7`:                       false,
		"{\"id\":\n7}":            false,
		`{"id":7},"outcome":"ok"`: false,
	} {
		synctest.Test(t, func(t *testing.T) {
			r := newRun(t, 0, func(req *http.Request) (*http.Response, error) { return clienttest.Answer(req, 200, "x"), nil })
			job := source.Job{Input: "BR", Code: "BR", Kept: []byte(kept)}
			if kept == "" {
				job.Kept = nil
			}
			r.Source.Jobs = source.From(func(yield func(source.Job, error) bool) { yield(job, nil) })
			lines := only(r.run(t), "result")
			if len(lines) != 1 {
				t.Fatalf("%s: %d lines", kept, len(lines))
			}
			got := lines[0]
			switch {
			case ok && (got.Outcome != "ok" || string(got.Record) != kept || got.Name != "BR"):
				t.Errorf("%s: %+v", kept, got)
			case !ok && (got.Kind != "bad_input" || got.Record != nil || got.Attempts != 0):
				t.Errorf("%s: %+v", kept, got)
			}
		})
	}
}
