package naming

import (
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	values := map[string]string{"code": "a b/ü%", "seq": "7", "col:sha": "=+/", "col:empty": "", "col:seq": "8"}
	vars := Variables{Names: []string{"code", "seq"}, Unique: []string{"code"}, Columns: []string{"sha", "empty", "seq", "gone"}}
	for _, tt := range []struct {
		text, want string // want is the beginning of the error if it begins with !
	}{
		{"", ""},
		{"plain", "plain"},
		{"{code}", "a b/ü%"},
		{"{+code}", "a b/ü%"},
		{"sha256-{sha}", "sha256-=+/"},
		{"{col:sha}{code}.", "=+/a b/ü%."},
		{"<{empty}>", "<>"},
		{"{empty}", ""},
		{"{hoist:seq}{col:seq}", "78"},
		{"{gone}", `!has no column "gone"`},
		{"{seq}", "!has {seq}, which is a column and a variable of hoist"},
		{"{sha512}", "!has the unknown variable {sha512}; the variables are code, seq; the columns are sha, empty, seq, gone"},
		{"{ext}", "!has the unknown variable {ext}"}, // which only names have
		{"{code", "!has an unmatched brace"},
		{"code}", "!has an unmatched brace"},
		{"{}", "!has braces without a variable"},
	} {
		parsed, err := ParseText(tt.text, vars)
		got := ""
		if err == nil {
			got, err = parsed.Expand(func(name string) (string, bool) { value, ok := values[name]; return value, ok })
		}
		if wrong, ok := strings.CutPrefix(tt.want, "!"); ok {
			if err == nil || !strings.HasPrefix(err.Error(), wrong) {
				t.Errorf("%q: got %q, %v, want %s", tt.text, got, err, wrong)
			}
		} else if err != nil || got != tt.want || parsed.HasVariable() != strings.Contains(tt.text, "{") {
			t.Errorf("%q: got %q, %v, %t, want %q", tt.text, got, err, parsed.HasVariable(), tt.want)
		}
	}
}
