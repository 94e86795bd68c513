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

// A pattern with many stars takes no more time than the length of the name times that of the
// pattern. It took longer than a test may take.
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
