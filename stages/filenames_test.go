package stages

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/existing"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/store"
	"github.com/hoist/hoist/source"
)

// owners are the codes of file names of earlier runs.
type owners map[string]string

func (o owners) Owner(name string) (string, bool, error) {
	code, ok := o[name]
	return code, ok, nil
}

// If a name depends on the answer, the last file of the code is looked at. If the code is fetched
// anew, it gets a new name.
func TestLookByCode(t *testing.T) {
	saved := recordOf("text")
	saved.Name = "old.txt"
	for _, tt := range []struct {
		name   string
		policy existing.Policy
		files  map[string]string
		want   string // outcome and name
	}{
		{"never saved", existing.Policy{History: byCode{}}, nil, "ok new.txt"},
		{"saved, and there", existing.Policy{History: byCode{"x": saved}}, map[string]string{"old.txt": "text"}, "skipped old.txt"},
		{"saved, and gone", existing.Policy{History: byCode{"x": saved}}, map[string]string{"new.txt": "text"}, "ok new.txt"},
		{"saved, of another size", existing.Policy{History: byCode{"x": saved}}, map[string]string{"old.txt": "longer"}, "ok new.txt"},
		{
			"saved, of another size, to be left", existing.Policy{IfExists: store.Skip, History: byCode{"x": saved}},
			map[string]string{"old.txt": "longer"}, "ok new.txt",
		},
		{
			"saved, to be refreshed", existing.Policy{IfExists: store.Refresh, History: byCode{"x": saved}},
			map[string]string{"old.txt": "text"}, "unchanged old.txt",
		},
		{"saved, and trusted", existing.Policy{TrustHistory: true, History: byCode{"x": saved}}, nil, "skipped "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, lines := runNamed(t, "{filename}", "", tt.policy, tt.files)
			if got := lines[0].Outcome + " " + lines[0].Name; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if text, there := r.memory.Files["old.txt"]; there && text != tt.files["old.txt"] {
				t.Errorf("the file of the earlier run has become %q", text)
			}
		})
	}
}

// A file that an earlier run saved under its former name keeps that name.
func TestLookAtFormerName(t *testing.T) {
	saved := recordOf("text")
	for _, tt := range []struct {
		name   string
		policy existing.Policy
		files  map[string]string
		want   string // outcome and name
	}{
		{"saved, and there", existing.Policy{History: byName{"old-x": saved}}, map[string]string{"old-x": "text"}, "skipped old-x"},
		{
			"both names", existing.Policy{History: byName{"old-x": saved, "new-x": saved}},
			map[string]string{"old-x": "text", "new-x": "text"}, "skipped new-x",
		},
		{"never saved", existing.Policy{History: byName{}}, map[string]string{"old-x": "text"}, "ok new-x"},
		{"never saved, to be left", existing.Policy{IfExists: store.Skip}, map[string]string{"old-x": "text"}, "ok new-x"},
		{"saved, and gone", existing.Policy{History: byName{"old-x": saved}}, nil, "ok new-x"},
		{"saved, of another size", existing.Policy{History: byName{"old-x": saved}}, map[string]string{"old-x": "longer"}, "ok new-x"},
		{
			"saved, to be refreshed", existing.Policy{IfExists: store.Refresh, History: byName{"old-x": saved}},
			map[string]string{"old-x": "text"}, "unchanged old-x",
		},
		{"saved, and trusted", existing.Policy{TrustHistory: true, History: byName{"old-x": saved}}, nil, "skipped new-x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, lines := runNamed(t, "new-{code}", "old-{code}", tt.policy, tt.files)
			if got := lines[0].Outcome + " " + lines[0].Name; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// runNamed returns the result lines of a run for the code x, whose answer names it new.txt.
func runNamed(t *testing.T, name, former string, policy existing.Policy, files map[string]string) (run *testRun, lines []line) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		run = newWebRun(t, slices.Values([]string{"x"}), func(req *http.Request) (*http.Response, error) {
			if req.Header.Get("If-None-Match") == `"v1"` {
				return clienttest.Answer(req, 304, ""), nil
			}
			resp := clienttest.Answer(req, 200, "text")
			resp.Header.Set("Content-Disposition", "attachment; filename=new.txt")
			return resp, nil
		})
		templates := naming.Templates{URL: "http://h/{code}", Name: name, Former: former}
		planner, err := naming.New(templates, naming.Variables{Names: source.Vars(), Unique: source.UniqueVars()})
		if err != nil {
			t.Fatal(err)
		}
		run.Source.Planner, run.Source.Owners, run.Save.Existing = planner, naming.NoOwners{}, policy
		run.memory.Files = map[string]string{}
		maps.Copy(run.memory.Files, files)
		lines = only(run.run(t), "result")
		if len(lines) != 1 {
			t.Fatalf("got %+v", lines)
		}
	})
	return run, lines
}

// byCode has the last record of each code, and byName the record of each file name.
type (
	byCode map[string]logline.Record
	byName map[string]logline.Record
)

func (h byCode) Find(code, _ string) (logline.Record, bool, error) {
	record, ok := h[code]
	return record, ok, nil
}

func (h byName) Find(_, name string) (logline.Record, bool, error) {
	record, ok := h[name]
	return record, ok, nil
}

// If the server gives two codes one name, the second fails, and its body is dropped.
func TestSameNameByAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, slices.Values([]string{"x", "y", "taken"}), func(req *http.Request) (*http.Response, error) {
			resp := clienttest.Answer(req, 200, req.URL.Path)
			resp.Header.Set("Content-Disposition", "inline; filename=same")
			if req.URL.Path == "/taken" {
				resp.Header.Set("Content-Disposition", "inline; filename=taken")
			}
			return resp, nil
		})
		r.Source.Planner, r.Source.Owners = newPlan(t, "http://h/{code}", "{filename}"), owners{"taken": "z"}
		r.memory.Files = map[string]string{"taken": "of z"}
		if got := count(r.run(t)); got["ok"] != 1 || got["error storage"] != 2 {
			t.Errorf("%v", got)
		}
		if text := r.memory.Files["same"]; !strings.HasPrefix(text, "/") || r.memory.Files["taken"] != "of z" ||
			len(r.memory.Files) != 2 {
			t.Errorf("%v", r.memory.Files)
		}
	})
}
