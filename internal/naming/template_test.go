package naming

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// testVars are like the variables of a source.
var testVars = Variables{
	Names:  []string{"code", "lower", "upper", "seq", "shard", "country"},
	Unique: []string{"code", "seq"},
}

// values are the values for a code.
func values(seq int, code string) Values { return valuesWith(seq, code, nil) }

// valuesWith are the values for a code that comes with columns.
func valuesWith(seq int, code string, columns map[string]string) Values {
	return func(name string) (string, bool) {
		sum := sha256.Sum256([]byte(code))
		switch name {
		case "code":
			return code, true
		case "lower":
			return strings.ToLower(code), true
		case "upper":
			return strings.ToUpper(code), true
		case "seq":
			return strconv.Itoa(seq), true
		case "shard":
			return hex.EncodeToString(sum[:1]), true
		case "hash":
			return hex.EncodeToString(sum[:16]), true
		case "country":
			if code == "FR" {
				return "France", true
			}
			return code, true
		}
		column, ok := strings.CutPrefix(name, Column)
		if !ok {
			panic("no variable " + name)
		}
		value, ok := columns[column]
		return value, ok
	}
}

// expandURL expands a template that names no column.
func expandURL(t *testing.T, text template, value Values) string {
	t.Helper()
	got, err := text.expandURL(value)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestExpandURL(t *testing.T) {
	for _, tt := range []struct{ name, template, code, want string }{
		{"level 1, simple", "{code}", "value", "value"},
		{"level 1, reserved is encoded", "{code}", "Hello World!", "Hello%20World%21"},
		{"level 1, percent is encoded", "{code}", "50%", "50%25"},
		{"level 1, an escape is encoded again", "{code}", "a%20b", "a%2520b"},
		{"level 2, reserved is kept", "{+code}", "Hello World!", "Hello%20World!"},
		{"level 2, an escape is kept", "{+code}", "a%20b", "a%20b"},
		{"level 2, a lone percent is encoded", "{+code}", "50%", "50%25"},
		{"level 2, a URL", "{+code}", "https://h:1/p?q=1&r=[]#f", "https://h:1/p?q=1&r=[]#f"},
		{"UTF-8 in bytes, not code points", "{code}", "é€", "%C3%A9%E2%82%AC"},
		{"literal text is encoded like reserved", "http://h/ä b/{code}", "x", "http://h/%C3%A4%20b/x"},
		{"unreserved is kept", "{code}", "-._~aZ09", "-._~aZ09"},
		{"path separator of a value is no separator", "http://h/{code}", "../a/b", "http://h/..%2Fa%2Fb"},
		{"two variables", "http://h/{lower}/{upper}.gif", "Br", "http://h/br/BR.gif"},
		{"same variable twice", "{code}{code}", "a", "aa"},
		{"seq", "http://h/{seq}", "a", "http://h/7"},
		{"country", "http://h/{country}", "FR", "http://h/France"},
		{"country of no country", "http://h/{country}", "x1", "http://h/x1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			parsed, err := parseTemplate(tt.template, &testVars, testVars.Names)
			if err != nil {
				t.Fatal(err)
			}
			if got := expandURL(t, parsed, values(7, tt.code)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestParseTemplateRefuses(t *testing.T) {
	for _, text := range []string{
		"{", "}", "a{code", "a}b", "{}", "{+}", "{cod}", "{#code}", "{code:3}", "{code*}", "{{code}}", "{ext}",
	} {
		if _, err := parseTemplate(text, &testVars, testVars.Names); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

// For every code, {code} in a path stays in its segment, and decodes to the code.
func FuzzExpandURL(f *testing.F) {
	for _, seed := range []string{"BR", "../x", "a b", "é", "%2F", "a/b?c#d", "\xff"} {
		f.Add(seed)
	}
	parsed, err := parseTemplate("http://h/a/{code}.gif", &testVars, testVars.Names)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, code string) {
		u, err := url.Parse(expandURL(t, parsed, values(1, code)))
		if err != nil {
			t.Fatal(err)
		}
		if u.Host != "h" || u.Path != "/a/"+code+".gif" || u.RawQuery != "" || u.Fragment != "" {
			t.Errorf("%q became %+v", code, u)
		}
		if strings.Count(u.EscapedPath(), "/") != 2 {
			t.Errorf("%q left its segment: %s", code, u.EscapedPath())
		}
	})
}
