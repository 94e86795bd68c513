package naming

import (
	"strings"
	"testing"
)

func TestIgnoredQuery(t *testing.T) {
	for _, tt := range []struct{ ignored, text, want string }{
		{"sig", "https://h/a?sig=1", "https://h/a"},
		{"sig", "https://h/a?sig=1#f", "https://h/a#f"},
		{"sig", "https://h/a?w=2&sig=1&h=3", "https://h/a?w=2&h=3"},
		{"sig", "https://h/a?signature=1", "https://h/a?signature=1"},
		{"sig", "https://h/a?SIG=1", "https://h/a?SIG=1"},
		{"sig", "https://h/a?sig", "https://h/a"},
		{"sig", "https://h/a?s%69g=1&b", "https://h/a?b"},
		{"sig", "https://h/a?%zz=1", "https://h/a?%zz=1"},
		{"sig", "https://h/sig=1", "https://h/sig=1"},
		{"sig", "https://h/a#?sig=1", "https://h/a#"},
		{"sig,X-Amz-*", "https://h/a?X-Amz-Date=1&x=2&X-Amz-Signature=3", "https://h/a?x=2"},
		{"*a*b", "https://h/?xaxb=1&ab=2&ba=3", "https://h/?ba=3"},
		{"*", "https://h/?a=1&b", "https://h/"},
		{"sig", "https://h/?sig=1&sig=2&a=3", "https://h/?a=3"},
		{"sig", "https://h/?a=it's&sig=it's", "https://h/?a=it's"},
		{"sig", "https://h/?a=1#b&sig=2", "https://h/?a=1#b&sig=2"},
		{"sig", `https://h/?a="b c"&sig=1`, `https://h/?a="b c"`},
		{"sig", "https://h/?u=https://g/?sig=1&a", "https://h/?u=https://g/?a"},
		{"sig", "https://h/a?sig=1 https://h/b?sig=2&c=3", "https://h/a https://h/b?c=3"},
		{"a*b*b", "https://h/?ab=1&abb=2&acbdb=3&abxb=4", "https://h/?ab=1"},
		{" a , b ", "https://h/?a=1&b=2&c=3", "https://h/?c=3"},
	} {
		q, err := ParseIgnoredQuery(tt.ignored)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Drop(tt.text); got != tt.want {
			t.Errorf("%s without %s: got %s, want %s", tt.text, tt.ignored, got, tt.want)
		}
	}
	for _, text := range []string{"", "a,,b", "a=1", "?a", "a&b"} {
		if _, err := ParseIgnoredQuery(text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}

// The time for a pattern with many stars is at most proportional to the length of the name times
// that of the pattern. If it grew exponentially, the test would not end.
func TestManyStars(t *testing.T) {
	q, err := ParseIgnoredQuery(strings.Repeat("a*", 40) + "b")
	if err != nil {
		t.Fatal(err)
	}
	url := "https://h/?" + strings.Repeat("a", 4000) + "=1"
	if got := q.Drop(url); got != url {
		t.Errorf("got %s", got)
	}
}

func TestDropFromSentence(t *testing.T) {
	q := IgnoredQuery{"sig"}
	const text = `redirect to "https://h/a?sig=1&b=2" and <http://h?sig=3>: why? sig=4`
	if got, want := q.Drop(text), `redirect to "https://h/a?b=2" and <http://h>: why? sig=4`; got != want {
		t.Errorf("got %s", got)
	}
	if got := IgnoredQuery(nil).Drop(text); got != text {
		t.Errorf("without parameters: got %s", got)
	}
}

// Ignored parameters are sent, and are in no name and in no line.
func TestNamesWithoutIgnored(t *testing.T) {
	const code = "https://h/a/b.jpg?w=2&sig=SECRET"
	for _, tt := range []struct{ url, name, want string }{
		{"{+code}", "{host}/{+path}", "h/a/b.jpg%3Fw%3D2"},
		{"{+code}", "{path}", "a%2Fb.jpg%3Fw%3D2"},
		{"{+code}", "{+code}", "https%3A/h/a/b.jpg%3Fw%3D2"},
		{"{+code}", "{filename}/{path}", "new/a%2Fb.jpg%3Fw%3D2"},
		{"{+link}", "{+path}", "a/b.jpg%3Fw%3D2"},
		{"{+link}", "{link}", "https%3A%2F%2Fh%2Fa%2Fb.jpg%3Fw%3D2"},
		{"https://H/a?s={link}&sig=SECRET", "{path}", "a%3Fs%3Dhttps%253A%252F%252Fh%252Fa%252Fb.jpg%253Fw%253D2"},
		{"{+code}", strings.Repeat("x", 128) + "{path}{code}{link}", ""},
	} {
		vars := Variables{Names: []string{"code"}, Unique: []string{"code"}, Columns: []string{"link"}}
		p, err := New(Templates{URL: tt.url, Name: tt.name, Ignored: IgnoredQuery{"sig"}}, vars)
		if err != nil {
			t.Fatal(err)
		}
		value := valuesWith(1, code, map[string]string{"link": code})
		target, err := p.Plan(value)
		if err != nil || !strings.Contains(target.URL.RawQuery, "SECRET") || target.Text == "" {
			t.Errorf("%s: got %+v, %v", tt.url, target, err)
		}
		name := target.Name
		if p.AfterAnswer() {
			if name, err = p.Name(value, target.URL, Answer{Filename: "new"}); err != nil {
				t.Error(err)
			}
		}
		if tt.want != "" && name != tt.want || strings.Contains(name+target.Text, "SECRET") {
			t.Errorf("%s, %s: got %s, want %s; shown as %s", tt.url, tt.name, name, tt.want, target.Text)
		}
	}
}
