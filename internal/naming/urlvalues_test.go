package naming

import (
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/clienttest"
)

// The parts of a URL are variables of names.
func TestURLVariables(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, tt := range []struct{ template, code, want string }{
		{"{host}/{base}", "http://H.example:80/a/b.txt", "h.example/b.txt"},
		{"{host}", "https://h:8443/", "h%3A8443"},
		{"{host}", "http://[2001:DB8::1]/", "%5B2001%3Adb8%3A%3A1%5D"},
		{"{base}", "http://h/a%20b.txt?x=1#y", "a%20b.txt"},
		{"{base}", "http://h/a%2Fb", "b"},
		{"{base}", "http://h/a/", "index.html"},
		{"{base}", "http://h", "index.html"},
		{"{base}", "http://h/..", "%2E%2E"},
		{"{+path}", "http://h/a/b.txt", "a/b.txt"},
		{"{+path}", "http://h/a/", "a/index.html"},
		{"{+path}", "http://h/", "index.html"},
		{"{+path}", "http://h/a?b=/../c", "a%3Fb%3D%252F..%252Fc"},
		{"{+path}", "http://h//a//b", "a/b"},
		{"{path}", "http://h/a/b", "a%2Fb"},
		{"{hash}{ext}", "http://h/a/b.tar.gz?x=.y", "HASH.gz"},
		{"{hash}{ext}", "http://h/a.b/c", "HASH"},
		{"{hash}{ext}", "http://h/.profile", "HASH"},
		{"{hash}{ext}", "http://h/a.", "HASH"},
		{"{hash}{ext}", "http://h/a.%C3%A9", "HASH"},
		{"{hash}{ext}", "http://h/a.b-c", "HASH"},
		{"{hash}{ext}", "http://h/a.abcdefghij", "HASH.abcdefghij"},
		{"{hash}{ext}", "http://h/a.abcdefghijk", "HASH"},
		{"{ext}/{hash}", "http://h/a.jpg", "jpg/HASH"},

		// The last variable before {ext} has it already.
		{"{base}{ext}", "http://h/a.jpg", "a.jpg"},
		{"{+path}{ext}", "http://h/a/b.jpg", "a/b.jpg"},
		{"{code}{ext}", "http://h/a.jpg", "http%3A%2F%2Fh%2Fa.jpg"},

		// A dot that is not the extension's is encoded, so that names differ.
		{"{lower}-{upper}{ext}", "http://h/a.b?", "http%3A%2F%2Fh%2Fa.b%3F-HTTP%3A%2F%2FH%2FA.B%3F.b"},
		{"{upper}{ext}", "http://h/x?a.b", "HTTP%3A%2F%2FH%2FX%3FA%2EB"},

		// A name that is too long keeps its extension.
		{"{upper}{ext}", "http://h/" + long + ".jpg", "HTTP%3A%2F%2FH%2F" + strings.Repeat("X", 201) + "~HASH.jpg"},
	} {
		vars := Variables{Names: append([]string{"hash"}, testVars.Names...), Unique: testVars.Unique}
		urls, err := parseTemplate("{+code}", &vars, vars.Names)
		if err != nil {
			t.Fatal(err)
		}
		n, err := parseName(tt.template, urls, &vars, false)
		if err != nil {
			t.Fatal(err)
		}
		value := values(1, tt.code)
		p := Planner{url: urls}
		target, err := p.target(value)
		if err != nil {
			t.Fatal(err)
		}
		hash, _ := value("hash")
		want := strings.ReplaceAll(tt.want, "HASH", hash)
		if got, err := n.expand(&nameValues{value: value, url: target.URL}); got != want || err != nil {
			t.Errorf("%s, %.40s: got %s, %v, want %s", tt.template, tt.code, got, err, want)
		}
	}
}

// The answer gives two variables. Without a file name in it, {filename} is {base}.
func TestAnswerVariables(t *testing.T) {
	for _, tt := range []struct {
		template string
		answer   Answer
		want     string // empty for an error
	}{
		{"{filename}", Answer{Filename: "a b.pdf"}, "a%20b.pdf"},
		{"{filename}", Answer{}, "x.bin"},
		{"{filename}", Answer{Filename: ".bashrc"}, "%2Ebashrc"},
		{"{filename}", Answer{Filename: "CON"}, "%43ON"},
		{"{+filename}", Answer{Filename: "a"}, "a"},
		{"{filename}", Answer{Filename: strings.Repeat("x", 300)}, strings.Repeat("x", 222) + "~7902699be42c8a8e46fbbb4501726517"},
		{"{code}{type}", Answer{Type: ".jpg"}, "7.jpg"},
		{"{code}{type}", Answer{}, "7"},
		{"{type}/{code}", Answer{Type: ".jpg"}, "jpg/7"},
		{"{type}/{code}", Answer{}, ""},
		{"{type}", Answer{}, ""},
	} {
		p, err := New(Templates{URL: "http://h/x.bin?{code}", Name: tt.template}, testVars)
		if err != nil {
			t.Fatal(err)
		}
		if !p.AfterAnswer() || p.NeedsType() != strings.Contains(tt.template, "type") || p.NeedsFilename() == p.NeedsType() {
			t.Errorf("%s: after the answer: %v, type: %v, file name: %v", tt.template, p.AfterAnswer(), p.NeedsType(), p.NeedsFilename())
		}
		target, err := p.Plan(values(1, "7"))
		if err != nil || target.Name != "" {
			t.Errorf("%s: %q before the answer, %v", tt.template, target.Name, err)
		}
		got, err := p.Name(values(1, "7"), clienttest.URL(t, "http://h/x.bin?7"), tt.answer)
		if got != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("%s, %.40v: got %s, %v, want %s", tt.template, tt.answer, got, err, tt.want)
		}
	}
}
