package naming

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
)

// If a code can't be a URL, the reason fits the words before it.
func TestUnreadableCodes(t *testing.T) {
	p, err := New(Templates{URL: "{+code}", Name: "{code}"}, testVars)
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]string{
		"http://a b/":         "has a blank in the host name, which is not allowed",
		"http://h:x/":         "has a port that is not a number",
		"http://me:pw/x@h/":   origin.ErrUser.Error(),
		"http://me:p@w/x@h/":  origin.ErrUser.Error(),
		"http://h:80/@x":      "<nil>",
		"http://[h:x]/":       "has brackets around text that is not an IPv6 address",
		"http://h/a b":        "<nil>",
		"host:8080/x":         "does not begin with http:// or https://",
		"127.0.0.1:8080/x":    "does not begin with http:// or https://",
		"<http://h/x>":        `has < > around it, which are not part of the URL; remove them`,
		`"http://h/x"`:        `has " " around it, which are not part of the URL; remove them`,
		"'https://h/x'":       `has ' ' around it, which are not part of the URL; remove them`,
		"mailto:me@h.example": `has the scheme "mailto"; only http and https are fetched`,
	} {
		_, err := p.Plan(values(1, code))
		if got := fmt.Sprint(err); got != want {
			t.Errorf("%q: got %s, want %s", code, got, want)
		}
	}
}

func TestPlan(t *testing.T) {
	for _, tt := range []struct {
		name, url, code string
		want, file      string // empty if the code can't be a URL
	}{
		{"a flag", "https://h/{lower}.gif", "BR", "https://h/br.gif", "BR.gif"},
		{"a URL", "{+code}", "https://h:8/a?b=c#d", "https://h:8/a?b=c", "https%3A%2F%2Fh%3A8%2Fa%3Fb%3Dc%23d"},
		{"a port that says nothing", "{+code}", "https://H:443/a", "https://h/a", "https%3A%2F%2FH%3A443%2Fa"},
		{"an empty port", "http://h:/{code}", "a", "http://h/a", "a"},
		{"another script", "http://{code}.example/", "Bücher", "http://xn--bcher-kva.example/", "B%C3%BCcher"},
		{"an address in full-width digits", "{+code}", "http://１.1.1.1/", "http://1.1.1.1/", "http%3A%2F%2F%EF%BC%91.1.1.1%2F"},
		{
			"blanks, quotes and angle brackets", "http://h/{+code}", `a b"c<d>?e f"<%zz`,
			"http://h/a%20b%22c%3Cd%3E?e%20f%22%3C%25zz", "a%20b%22c%3Cd%3E%3Fe%20f%22%3C%25zz",
		},
		{"a host that can't be mapped", "{+code}", "http://h：80/", "", ""},
		{"a host that is no name", "{+code}", "http://a!b/", "", ""},
		{"user of the template", "https://me:secret@h/{code}", "x", "https://me:secret@h/x", "x"},
		{"no scheme", "{+code}", "h/x", "", ""},
		{"another scheme", "{+code}", "ftp://h/x", "", ""},
		{"a file", "{+code}", "file:///etc/passwd", "", ""},
		{"no host", "{+code}", "http:///x", "", ""},
		{"a port that is none", "{+code}", "http://h:x/", "", ""},
		{"a port that can't be", "{+code}", "http://h:99999/", "", ""},
		{"user in the code", "{+code}", "http://me:secret@h/x", "", ""},
		{"user in a code that is a parameter", "http://h/?u={code}", "http://me:secret@h/x", "", ""},
		{"user in a code that is in the name alone", "http://h/{seq}", "http://me:secret@h/x", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := New(Templates{URL: tt.url, Name: "{code}{ext}"}, testVars)
			if err != nil {
				t.Fatal(err)
			}
			got, err := p.Plan(values(1, tt.code))
			if err == nil {
				if url := got.URL.String(); url != tt.want || got.Name != tt.file {
					t.Errorf("got %s as %s", url, got.Name)
				}
				return
			}
			if f := outcome.AsFailure(err); tt.want != "" || f.Status != outcome.Error || f.Kind != outcome.BadURL {
				t.Errorf("got %s %s: %v", f.Status, f.Kind, f)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("a password in %v", err)
			}
		})
	}
}

// The error of a URL template does not show its password.
func TestNewHidesPasswords(t *testing.T) {
	for _, text := range []string{
		"http://me:secret@/{code}", "http://me:secret@h/", "http://me:se cret@h/{x}", "http://me:se/cret@h/{code}",
		`http://me:se"cret@h/{`, "ftp://me:secret@h/{code}", "http://me:se#cret@h/{code}",
	} {
		_, err := New(Templates{URL: text, Name: "{code}"}, testVars)
		if err == nil {
			t.Errorf("%s is accepted", text)
		} else if strings.Contains(err.Error(), ":se") || strings.Contains(err.Error(), "cret") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// Lines show the URL that was requested.
func TestAsked(t *testing.T) {
	for _, tt := range []struct{ template, code, want string }{
		{"{+code}", "http://h/a", "http://h/a"},
		{"{+code}", "http://H:80/a#b", "http://H:80/a"},
		{"{+code}", "https://h:/", "https://h:/"},
		{"http://H:80/{code}", "a", "http://H:80/a"},
		{"http://me:secret@Bücher.example/{code}", "a", "http://***@B%C3%BCcher.example/a"},
	} {
		p, err := New(Templates{URL: tt.template, Name: "{code}"}, testVars)
		if err != nil {
			t.Fatal(err)
		}
		target, err := p.Plan(values(1, tt.code))
		if got := asked(target); err != nil || got != tt.want {
			t.Errorf("%s: got %s, %v, want %s", tt.template, got, err, tt.want)
		}
	}
}

// asked returns the URL of a target, as lines show it.
func asked(t Target) string {
	if t.Text != "" {
		return t.Text
	}
	return redact.URLs(t.URL.String())
}

// For every code, the request line has only ASCII in it, without blanks and control characters, and
// the host is canonical.
func FuzzPlan(f *testing.F) {
	for _, seed := range []string{
		"http://h/a b", "http://h/?q=a b\"<>", "http://Bücher.example:80/%zz%2f", "http://h/\x01\x7f\xff",
		"https://[fe80::1%25eth0]/[]|\\^`{}", "http://h?", "http://h#a b",
	} {
		f.Add(seed)
	}
	p, err := New(Templates{URL: "{+code}", Name: "{code}"}, testVars)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, code string) {
		target, err := p.Plan(values(1, code))
		if err != nil {
			return
		}
		uri := target.URL.RequestURI()
		if strings.ContainsFunc(uri, func(c rune) bool { return c <= ' ' || c >= 0x7f || strings.ContainsRune(`"<>\^{|}`+"`", c) }) {
			t.Errorf("%q is asked for by %q", code, uri)
		}
		again := *target.URL
		if err := origin.CanonicalizeHost(&again); err != nil || again != *target.URL {
			t.Errorf("%q goes to %q, which is not canonical (%v)", code, target.URL.Host, err)
		}
	})
}

func TestServer(t *testing.T) {
	for _, tt := range []struct{ template, want string }{
		{"http://h/{code}", "h:80"},
		{"https://H/{code}", "h:443"},
		{"https://me:secret@h:8443/{code}", "h:8443"},
		{"http://h?{code}", "h:80"},
		{"http://[::1]:80/{code}", "[::1]:80"},
		{"http://bücher.example/{code}", "xn--bcher-kva.example:80"},
		{"http://h{+code}", ""},
		{"http://h:8{seq}/", ""},
		{"http://{code}.h/", ""},
		{"http://{code}/x", ""},
		{"{+code}", ""},
		{"{+code}http://h/", ""},
	} {
		p, err := New(Templates{URL: tt.template, Name: "{code}"}, testVars)
		if err != nil {
			t.Errorf("%s: %v", tt.template, err)
			continue
		}
		if got := p.Server(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.template, got, tt.want)
		}
	}
}

// If a template has its codes after the host, the host is the user's choice.
func TestServerEndsWhereTheHostDoes(t *testing.T) {
	for template, want := range map[string]string{
		"http://h#{code}":        "h:80",
		"http://h?{code}":        "h:80",
		"http://h/{code}":        "h:80",
		"https://h:444?x={code}": "h:444",
	} {
		p, err := New(Templates{URL: template, Name: "{code}"}, testVars)
		if err != nil {
			t.Errorf("%s: %v", template, err)
		} else if got := p.Server(); got != want {
			t.Errorf("%s: %q, want %q", template, got, want)
		}
	}
}
