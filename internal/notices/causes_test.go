package notices

import (
	"slices"
	"strings"
	"testing"
)

func TestMissingLogin(t *testing.T) {
	const (
		text = "100 codes, the first among them, were answered 401 or 403 by h, and none was saved; " +
			"a login may be missing, or be for another server (--user, --netrc, -H)"
		byAll = "100 codes, the first among them, were answered 401 or 403, and none was saved; " +
			"a login may be missing, or be for another server (--user, --netrc, -H)"
	)
	some := func(n, status int) []Result { return slices.Repeat([]Result{{Host: "h", Status: status}}, n) }
	saved := []Result{{Host: "h", Status: 200, OK: true}}
	for _, tt := range []struct {
		name    string
		results []Result
		want    string
	}{
		{"all 403", some(500, 403), text},
		{"401 and 403", slices.Concat(some(50, 401), some(50, 403)), text},
		{"with others between them", slices.Concat(some(50, 403), some(50, 404), some(50, 403)), text},
		{"codes without an answer first", slices.Concat(some(50, 0), some(100, 403)), text},
		{"another host among them", slices.Concat(some(50, 403), []Result{{Host: "i", Status: 403}}, some(49, 403)), byAll},
		{"one too few", some(99, 403), ""},
		{"after a file", slices.Concat(saved, some(500, 403)), ""},
		{"after a 404", slices.Concat(some(1, 404), some(500, 403)), ""},
		{"a file among them", slices.Concat(some(99, 403), saved, some(500, 403)), ""},
		{"other errors", some(500, 418), ""},
	} {
		var told []string
		f := Finder{Tell: func(text string) { told = append(told, text) }}
		for _, r := range tt.results {
			f.See(r)
		}
		if got := strings.Join(told, "\n"); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Without Tell a Finder does nothing.
func TestNobody(t *testing.T) {
	var f Finder
	for range 200 {
		f.See(Result{Status: 403})
	}
}
