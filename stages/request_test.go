package stages

import (
	"testing"

	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/source"
)

// newPlan returns a Planner for two templates with the variables of source.
func newPlan(t testing.TB, url, name string) *naming.Planner {
	t.Helper()
	p, err := naming.New(naming.Templates{URL: url, Name: name}, naming.Variables{Names: source.Vars(), Unique: source.UniqueVars()})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// An error that the source gave a job takes precedence over the errors of its templates.
func TestPlan(t *testing.T) {
	p := newPlanner(Source{Planner: newPlan(t, "{+code}", "{code}")}, nil)
	for _, tt := range []struct {
		job    source.Job
		status outcome.Status
		kind   outcome.Kind
	}{
		{source.Job{Code: "x", Err: source.ErrControl}, outcome.Error, outcome.BadInput},
		{source.Job{Code: "\xff", Err: source.ErrUTF8}, outcome.Error, outcome.BadInput},
		{source.Job{Code: "x…", Err: source.ErrTooLong}, outcome.Error, outcome.BadInput},
		{source.Job{Code: "x", Err: source.ErrSeen}, outcome.Skipped, ""},
		{source.Job{Code: "x"}, outcome.Error, outcome.BadURL},
	} {
		r := p.plan(tt.job)
		if f := outcome.AsFailure(r.Err); f.Status != tt.status || f.Kind != tt.kind || r.Get.URL != nil {
			t.Errorf("%v: got %s %s: %v", tt.job, f.Status, f.Kind, f)
		}
	}
	if r := p.plan(source.Job{Seq: 1, Code: "http://h.:80/a"}); r.Err != nil || r.Get.URL.String() != "http://h./a" ||
		r.Host != "h" || r.Name != "http%3A%2F%2Fh.%3A80%2Fa" {
		t.Errorf("got %v of %s as %s (%v)", r.Get.URL, r.Host, r.Name, r.Err)
	}
}
