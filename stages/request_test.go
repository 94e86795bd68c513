package stages

import (
	"strings"
	"testing"

	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
)

func TestPlan(t *testing.T) {
	for _, tt := range []struct {
		name, url  string
		job        source.Job
		want, file string
		status     sink.Status
		kind       sink.Kind
	}{
		{"a flag", "https://h/{lower}.gif", source.Job{Code: "BR"}, "https://h/br.gif", "BR.gif", "", ""},
		{"a URL", "{+code}", source.Job{Code: "https://h:8/a?b=c#d"}, "https://h:8/a?b=c", "https%3A%2F%2Fh%3A8%2Fa%3Fb%3Dc%23d", "", ""},
		{"user of the template", "https://me:secret@h/{code}", source.Job{Code: "x"}, "https://me:secret@h/x", "x", "", ""},
		{"no scheme", "{+code}", source.Job{Code: "h/x"}, "", "", sink.Error, sink.BadURL},
		{"another scheme", "{+code}", source.Job{Code: "ftp://h/x"}, "", "", sink.Error, sink.BadURL},
		{"a file", "{+code}", source.Job{Code: "file:///etc/passwd"}, "", "", sink.Error, sink.BadURL},
		{"no host", "{+code}", source.Job{Code: "http:///x"}, "", "", sink.Error, sink.BadURL},
		{"a port that is none", "{+code}", source.Job{Code: "http://h:x/"}, "", "", sink.Error, sink.BadURL},
		{"a port that can't be", "{+code}", source.Job{Code: "http://h:99999/"}, "", "", sink.Error, sink.BadURL},
		{"user in the code", "{+code}", source.Job{Code: "http://me:secret@h/x"}, "", "", sink.Error, sink.BadURL},
		{"user in a code that is a parameter", "http://h/?u={code}", source.Job{Code: "http://me:secret@h/x"}, "", "", sink.Error, sink.BadURL},
		{"user in a code that is in the name alone", "http://h/{seq}", source.Job{Seq: 1, Code: "http://me:secret@h/x"}, "", "", sink.Error, sink.BadURL},
		{"a line that is no code", "{+code}", source.Job{Code: "x", Err: source.ErrControl}, "", "", sink.Error, sink.BadInput},
		{"seen before", "{+code}", source.Job{Code: "x", Err: source.ErrSeen}, "", "", sink.Skipped, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := NewPlanner(tt.url, "{code}{ext}", false)
			if err != nil {
				t.Fatal(err)
			}
			r := p.Plan(tt.job)
			if r.Err == nil {
				if got := r.URL.String(); got != tt.want || r.Name != tt.file || r.Host != r.URL.Host {
					t.Errorf("got %s as %s", got, r.Name)
				}
				return
			}
			if f := asFailure(r.Err); f.Status != tt.status || f.Kind != tt.kind || r.URL != nil {
				t.Errorf("got %s %s: %v", f.Status, f.Kind, f)
			}
			if strings.Contains(r.Err.Error(), "secret") {
				t.Errorf("a password in %v", r.Err)
			}
		})
	}
}

// What is wrong with a URL template is said without its password.
func TestNewPlannerHidesPasswords(t *testing.T) {
	for _, text := range []string{
		"http://me:secret@/{code}", "http://me:secret@h/", "http://me:se cret@h/{x}", "http://me:se/cret@h/{code}",
		`http://me:se"cret@h/{`, "ftp://me:secret@h/{code}", "http://me:se#cret@h/{code}",
	} {
		_, err := NewPlanner(text, "{code}", false)
		if err == nil {
			t.Errorf("%s is accepted", text)
		} else if strings.Contains(err.Error(), ":se") || strings.Contains(err.Error(), "cret") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
