package naming

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/outcome"
)

// tableVars are the variables of a table with these columns.
func tableVars(columns ...string) Variables {
	return Variables{Names: testVars.Names, Unique: testVars.Unique, Columns: columns}
}

// Columns are variables. A name that is both a column and a variable of hoist is an error, except
// `code`.
func TestColumns(t *testing.T) {
	any := Variables{Names: testVars.Names, Unique: testVars.Unique, AnyColumn: true}
	other := tableVars("code", "a b")
	other.OtherCode = true
	for _, tt := range []struct {
		template string
		vars     Variables
		want     string // the URL, or a part of the error
	}{
		{"http://h/{species}/{code}", tableVars("species", "id"), "http://h/owl%2Fbarn/7"},
		{"http://h/{+species}", tableVars("species"), "http://h/owl/barn"},
		{"http://h/{col:species}", tableVars("species"), "http://h/owl%2Fbarn"},
		{"http://h/{+col:species}", tableVars("species"), "http://h/owl/barn"},
		{"http://h/{code}", tableVars("code"), "http://h/7"},
		{"http://h/{col:code}", tableVars("code"), "http://h/of%20column"},
		{"http://h/{hoist:code}", tableVars("code"), "http://h/7"},
		{"http://h/{col:seq}-{hoist:seq}", tableVars("seq"), "http://h/column-7"},
		{"http://h/{a b}", tableVars("a b"), "http://h/blank"},
		{"http://h/{empty}{code}", tableVars("empty"), "http://h/7"},

		{"http://h/{seq}", tableVars("seq"),
			"has {seq}, which is a column and a variable of hoist; write {col:seq} for the column or {hoist:seq}"},
		{"http://h/{code}", other, "has {code}, which is a column and a variable of hoist; write {col:code}"},
		{"http://h/{name}", tableVars("species", "id"),
			"has the unknown variable {name}; the variables are code, lower, upper, seq, shard, " +
				"country; the columns are species, id"},
		{"http://h/{col:name}", tableVars("species"), "has the unknown variable {col:name}"},
		{"http://h/{hoist:species}", tableVars("species"), "has the unknown variable {hoist:species}"},
		{"http://h/{species}", testVars,
			"has the unknown variable {species}; the variables are code, lower, upper, seq, shard, country"},
		{"http://h/{}", any, "has braces without a variable in them"},

		{"http://h/{species}", any, "http://h/owl%2Fbarn"},
		{"http://h/{col:species}", any, "http://h/owl%2Fbarn"},
		{"http://h/{none}", any, `has no column "none", which a template names`},
		{"http://h/{col:none}", any, `has no column "none", which a template names`},
		{"http://h/{seq}", any,
			`has a column "seq", and {seq} is a variable of hoist too; write {col:seq} or {hoist:seq} in the template`},
		{"http://h/{hoist:seq}{col:seq}", any, "http://h/7column"},
		{"http://h/{code}", any, "http://h/7"},
		{"http://h/{shard}", any, "http://h/79"},
		{"http://h/{hoist:none}", any, "has the unknown variable {hoist:none}"},
	} {
		value := valuesWith(7, "7", map[string]string{
			"species": "owl/barn", "id": "1", "code": "of column", "seq": "column", "a b": "blank", "empty": "",
		})
		parsed, err := parseTemplate(tt.template, &tt.vars, tt.vars.Names)
		got := fmt.Sprint(err)
		if err == nil {
			if got, err = parsed.expandURL(value); err != nil {
				got = err.Error()
				if f := outcome.AsFailure(err); f.Kind != outcome.BadInput {
					t.Errorf("%s: kind %s", tt.template, f.Kind)
				}
			}
		}
		if got != tt.want && (err == nil || !strings.HasPrefix(got, tt.want)) {
			t.Errorf("%s: got %s, want %s", tt.template, got, tt.want)
		}
	}
}

// A {+column} in a name makes directories, and never leads out of the destination.
func TestColumnsAsDirectories(t *testing.T) {
	for _, tt := range []struct{ template, path, want string }{
		{"{+path}", "a/b/c.txt", "a/b/c.txt"},
		{"{+path}", "./a", "a"},
		{"{+path}", "/a//b/", "a/b"},
		{"{+path}", ".//a", "a"},
		{"{+path}", "a b/é?", "a%20b/%C3%A9%3F"},
		{"{+path}", "a/.hidden/-x/b.", "a/%2Ehidden/%2Dx/b%2E"},
		{"{+path}", "a/./b", "a/%2E/b"},
		{"{+path}", "con/nul.txt", "%63on/%6Eul.txt"},
		{"{+path}", `a\b`, "a%5Cb"},
		{"{+path}", ".hoist-x/y", "%2Ehoist-x/y"},
		{"{+path}", "...", "%2E.%2E"},
		{"{+path}", "a\x00b/\xff", "a%00b/%FF"},
		{"x-{+path}.gif", "a/b", "x-a/b.gif"},
		{"{path}", "a/b", "a%2Fb"},
		{"d/{+path}/{code}", "a/b", "d/a/b/7"},
		{"{+path}", strings.Repeat("x", 300) + "/b", strings.Repeat("x", 222) + "~7902699be42c8a8e46fbbb4501726517/b"},
		{"{+path}/{code}", "", "7"},
		{"{code}/{+path}/x", "/", "7/x"},
		{"{+path}", "", "has no value for a part of its file name"},
		{"{+path}", "/", "has no value for a part of its file name"},
		{"{code}/{path}", "", "has no value for a part of its file name"},
		{"{+path}", "..", `has ".." in its path`},
		{"{+path}", "a/../b", `has ".." in its path`},
		{"{+path}", "../a", `has ".." in its path`},
		{"{+path}", "/../a", `has ".." in its path`},
		{"{+path}", "a/..", `has ".." in its path`},
		{".{+path}", "./", "has \".\" as a part of its file name"},
	} {
		checkColumnName(t, tt.template, tt.path, tt.want, false)
	}
}

// A verbatim name keeps all characters that the file system takes.
func TestVerbatimNames(t *testing.T) {
	for _, tt := range []struct{ path, want string }{
		{"a b/é~%2F", "a b/é~%2F"},
		{".hidden/-x", ".hidden/-x"},
		{strings.Repeat("x", 255), strings.Repeat("x", 255)},
		{strings.Repeat("x", 256), "has a part of more than 255 bytes in its path"},
		{"", `has "" as a part of its path`},
		{"a//b", `has "" as a part of its path`},
		{"a/", `has "" as a part of its path`},
		{"/a", `has "" as a part of its path`},
		{"./a", `has "." as a part of its path`},
		{"a/.", `has "." as a part of its path`},
		{"a/../b", `has ".." in its path`},
		{".hoist-1.tmp", "begins with .hoist-, which is reserved for unfinished files"},
		{"a/.Hoist-1.tmp/b", "begins with .hoist-, which is reserved for unfinished files"},
	} {
		checkColumnName(t, "{+path}", tt.path, tt.want, true)
	}
	checkColumnName(t, ".ho{+path}", "ist-1", "begins with .hoist-", true)
	checkColumnName(t, ".{+path}", ".", `has "." as a part of its path`, true)
	checkColumnName(t, "{+path}.txt", strings.Repeat("x", 254), "has a part of more than 255 bytes in its path", true)
	for path, want := range map[string]string{`a\b`: `a\b`, "con": "con", "a:b": "a:b", "a.": "a."} {
		if runtime.GOOS == "windows" {
			want = fmt.Sprintf("has the part %q, which can't be a file name on Windows", path)
		}
		checkColumnName(t, "{+path}", path, want, true)
	}
}

// checkColumnName compares the name of a job, or the beginning of its error. Its column `path`
// contains path.
func checkColumnName(t *testing.T, text, path, want string, verbatim bool) {
	t.Helper()
	vars := tableVars("path")
	text = strings.ReplaceAll(text, "path}", "col:path}")
	urls, err := parseTemplate("http://h/{code}", &vars, vars.Names)
	if err != nil {
		t.Fatal(err)
	}
	n, err := parseName(text, urls, &vars, verbatim)
	if err != nil {
		t.Fatal(err)
	}
	got, err := n.expand(&nameValues{value: valuesWith(7, "7", map[string]string{"path": path})})
	if err != nil {
		got = err.Error()
		if f := outcome.AsFailure(err); f.Kind != outcome.BadInput {
			t.Errorf("%s, %.80q: kind %s", text, path, f.Kind)
		}
	}
	if got != want && (err == nil || !strings.HasPrefix(got, want)) {
		t.Errorf("%s, %.80q: got %s, want %s", text, path, got, want)
	}
}
