package naming

import (
	"strings"
	"testing"
)

// In a template of hoist's own a name is the variable of hoist, even if a column has that name. In
// a template of the user such a name is an error, even if the URL template decides its value.
func TestOwnTemplates(t *testing.T) {
	const both = "has {%s}, which is a column and a variable of hoist"
	columns := []string{"host", "hash", "base", "path", "ext", "code", "seq", "url"}
	table := Variables{
		Names: append([]string{"hash"}, testVars.Names...), Unique: []string{"code", "seq", "hash", "col:url"}, Columns: columns,
		OtherCode: true,
	}
	lines := table
	lines.Columns, lines.AnyColumn = nil, true
	record := map[string]string{"url": "https://h/a.jpg"}
	for _, name := range columns {
		if record[name] == "" {
			record[name] = "of column"
		}
	}
	for _, tt := range []struct{ url, name, want, variable string }{
		{"https://h/{+col:url}.gif", "{code}{hoist:ext}", "7.gif", "code"},
		{"https://h/{+col:url}.gif", "{hoist:code}{ext}", "7.gif", "ext"},
		{"https://h/{+col:url}.gif", "{hoist:seq}/{hoist:base}{ext}", "1/a.jpg.gif", "ext"},
		{"https://h/{+col:url}", "{hoist:hash}{ext}", "HASH.jpg", "ext"},
		{"{+col:url}", "{hoist:seq}/{hoist:base}{ext}", "1/a.jpg", "ext"},
		{"{+url}", "{host}/{hash}-{hoist:base}", "h/HASH-a.jpg", "host"},
		{"{+url}", "{hoist:host}/{+path}", "h/a.jpg", "path"},
		{"{+url}", "{seq}", "1", "seq"},
	} {
		value := valuesWith(1, "7", record)
		hash, _ := value("hash")
		for _, vars := range []Variables{table, lines} {
			templates := Templates{URL: tt.url, Name: tt.name}
			message := strings.Replace(both, "%s", tt.variable, 1)
			if vars.AnyColumn {
				message = "has a column \"" + tt.variable + "\", and"
			}
			p, err := New(templates, vars)
			if err == nil {
				_, err = p.Plan(value)
			}
			if err == nil || !strings.Contains(err.Error(), message) {
				t.Errorf("%s: %v, want %s", tt.name, err, message)
			}
			templates.OwnName = true
			if p, err = New(templates, vars); err != nil {
				t.Fatal(err)
			}
			target, err := p.Plan(value)
			if want := strings.ReplaceAll(tt.want, "HASH", hash); target.Name != want || err != nil {
				t.Errorf("%s of hoist's own: got %s, %v, want %s", tt.name, target.Name, err, want)
			}
		}
	}
	p, err := New(Templates{URL: "https://h/{seq}", OwnURL: true, Name: "{hash}", OwnName: true}, table)
	if err != nil {
		t.Fatal(err)
	}
	if target, err := p.Plan(valuesWith(1, "7", record)); err != nil || target.URL.Path != "/1" {
		t.Errorf("got %+v, %v", target, err)
	}
}

// {ext} is text if the URL template has the extension. The rules for text hold for it then.
func TestDecidedExtension(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, tt := range []struct{ url, name, want string }{
		{"http://h/{code}.jpg", "{code}-thumb{ext}", strings.Repeat("x", 212) + "~HASH-thumb.jpg"},
		{"http://h/{code}.jpg", "{seq}/{base}{ext}", strings.Repeat("x", 218) + "~HASH.jpg"},
		{"http://h/{lower}/x", "{code}{ext}{type}", strings.Repeat("x", 222) + "~HASH"},
		{"http://h/{lower}/x", "{seq}{ext}5", "needs a character other than a digit"},
		{"http://h/{code}/x", "{code}/{ext}", "has an empty part"},
		{"http://h/{code}/x.hoist-1", "{code}/{ext}", "names that begin with .hoist- are reserved"},
		{"http://h/{code}.jpg", "{code}{ext", "has an unmatched brace"},
	} {
		vars := Variables{Names: testVars.Names, Unique: testVars.Unique}
		p, err := New(Templates{URL: tt.url, Name: tt.name}, vars)
		if err != nil {
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
			}
			continue
		}
		value := values(1, long)
		hash, _ := value("hash")
		target, err := p.Plan(value)
		if err != nil {
			t.Fatal(err)
		}
		got := target.Name
		if p.AfterAnswer() {
			if got, err = p.Name(value, target.URL, Answer{}); err != nil {
				t.Fatal(err)
			}
		}
		if want := strings.ReplaceAll(tt.want, "HASH", hash); strings.TrimPrefix(got, "1/") != want || p.Unproven() != nil {
			t.Errorf("%s: got %s, want %s; %v", tt.name, got, want, p.Unproven())
		}
	}
}
