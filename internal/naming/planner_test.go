package stages

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/source"
)

// Why a code can't be a URL is said in words that fit what stands before them.
func TestUnreadableCodes(t *testing.T) {
	p, err := NewPlanner("{+code}", "{code}", false)
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]string{
		"http://a b/":  "has a blank in the host name, where none can be",
		"http://h:x/":  `can't be read as a URL: invalid port ":x" after host`,
		"http://h/a b": "<nil>",
	} {
		if got := fmt.Sprint(p.Plan(source.Job{Code: code}).Err); got != want {
			t.Errorf("%q: got %s, want %s", code, got, want)
		}
	}
}

func TestPlan(t *testing.T) {
	for _, tt := range []struct {
		name, url  string
		job        source.Job
		want, file string
		status     outcome.Status
		kind       outcome.Kind
	}{
		{"a flag", "https://h/{lower}.gif", source.Job{Code: "BR"}, "https://h/br.gif", "BR.gif", "", ""},
		{"a URL", "{+code}", source.Job{Code: "https://h:8/a?b=c#d"}, "https://h:8/a?b=c", "https%3A%2F%2Fh%3A8%2Fa%3Fb%3Dc%23d", "", ""},
		{"a port that says nothing", "{+code}", source.Job{Code: "https://H:443/a"}, "https://h/a", "https%3A%2F%2FH%3A443%2Fa", "", ""},
		{"an empty port", "http://h:/{code}", source.Job{Code: "a"}, "http://h/a", "a", "", ""},
		{"another script", "http://{code}.example/", source.Job{Code: "Bücher"}, "http://xn--bcher-kva.example/", "B%C3%BCcher", "", ""},
		{"an address in full-width digits", "{+code}", source.Job{Code: "http://１.1.1.1/"}, "http://1.1.1.1/", "http%3A%2F%2F%EF%BC%91.1.1.1%2F", "", ""},
		{"blanks, quotes and angle brackets", "http://h/{+code}", source.Job{Code: `a b"c<d>?e f"<%zz`}, "http://h/a%20b%22c%3Cd%3E?e%20f%22%3C%25zz", "a%20b%22c%3Cd%3E%3Fe%20f%22%3C%25zz", "", ""},
		{"a host that can't be mapped", "{+code}", source.Job{Code: "http://h：80/"}, "", "", outcome.Error, outcome.BadURL},
		{"a host that is no name", "{+code}", source.Job{Code: "http://a!b/"}, "", "", outcome.Error, outcome.BadURL},
		{"user of the template", "https://me:secret@h/{code}", source.Job{Code: "x"}, "https://me:secret@h/x", "x", "", ""},
		{"no scheme", "{+code}", source.Job{Code: "h/x"}, "", "", outcome.Error, outcome.BadURL},
		{"another scheme", "{+code}", source.Job{Code: "ftp://h/x"}, "", "", outcome.Error, outcome.BadURL},
		{"a file", "{+code}", source.Job{Code: "file:///etc/passwd"}, "", "", outcome.Error, outcome.BadURL},
		{"no host", "{+code}", source.Job{Code: "http:///x"}, "", "", outcome.Error, outcome.BadURL},
		{"a port that is none", "{+code}", source.Job{Code: "http://h:x/"}, "", "", outcome.Error, outcome.BadURL},
		{"a port that can't be", "{+code}", source.Job{Code: "http://h:99999/"}, "", "", outcome.Error, outcome.BadURL},
		{"user in the code", "{+code}", source.Job{Code: "http://me:secret@h/x"}, "", "", outcome.Error, outcome.BadURL},
		{"user in a code that is a parameter", "http://h/?u={code}", source.Job{Code: "http://me:secret@h/x"}, "", "", outcome.Error, outcome.BadURL},
		{"user in a code that is in the name alone", "http://h/{seq}", source.Job{Seq: 1, Code: "http://me:secret@h/x"}, "", "", outcome.Error, outcome.BadURL},
		{"a line that is no code", "{+code}", source.Job{Code: "x", Err: source.ErrControl}, "", "", outcome.Error, outcome.BadInput},
		{"seen before", "{+code}", source.Job{Code: "x", Err: source.ErrSeen}, "", "", outcome.Skipped, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := NewPlanner(tt.url, "{code}{ext}", false)
			if err != nil {
				t.Fatal(err)
			}
			r := p.Plan(tt.job)
			if r.Err == nil {
				if got := r.URL.String(); got != tt.want || r.Name != tt.file || r.Host != origin.Key(r.URL) {
					t.Errorf("got %s as %s", got, r.Name)
				}
				return
			}
			if f := outcome.AsFailure(r.Err); f.Status != tt.status || f.Kind != tt.kind || r.URL != nil {
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

// Lines show a URL as it was asked for.
func TestAsked(t *testing.T) {
	for _, tt := range []struct{ template, code, want string }{
		{"{+code}", "http://h/a", "http://h/a"},
		{"{+code}", "http://H:80/a#b", "http://H:80/a"},
		{"{+code}", "https://h:/", "https://h:/"},
		{"http://H:80/{code}", "a", "http://H:80/a"},
		{"http://me:secret@Bücher.example/{code}", "a", "http://***@B%C3%BCcher.example/a"},
	} {
		p, err := NewPlanner(tt.template, "{code}", false)
		if err != nil {
			t.Fatal(err)
		}
		r := p.Plan(source.Job{Seq: 1, Code: tt.code})
		if got := r.asked(); r.Err != nil || got != tt.want {
			t.Errorf("%s: got %s, %v, want %s", tt.template, got, r.Err, tt.want)
		}
	}
}

// Whatever a code is, the request line has no blank, no control character and nothing but ASCII in
// it, and the host is canonical.
func FuzzPlan(f *testing.F) {
	for _, seed := range []string{
		"http://h/a b", "http://h/?q=a b\"<>", "http://Bücher.example:80/%zz%2f", "http://h/\x01\x7f\xff", "https://[fe80::1%25eth0]/[]|\\^`{}", "http://h?", "http://h#a b",
	} {
		f.Add(seed)
	}
	p, err := NewPlanner("{+code}", "{code}", false)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, code string) {
		r := p.Plan(source.Job{Seq: 1, Code: code})
		if r.Err != nil {
			return
		}
		checkWritable(t, code, r.URL)
	})
}

// checkWritable checks that a URL can stand in a request.
func checkWritable(t *testing.T, source string, u *url.URL) {
	t.Helper()
	uri := u.RequestURI()
	if strings.ContainsFunc(uri, func(c rune) bool { return c <= ' ' || c >= 0x7f || strings.ContainsRune(`"<>\^{|}`+"`", c) }) {
		t.Errorf("%q is asked for by %q", source, uri)
	}
	again := *u
	if err := origin.Canonicalize(&again); err != nil || again != *u {
		t.Errorf("%q goes to %q, which is not canonical (%v)", source, u.Host, err)
	}
}
