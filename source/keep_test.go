package source

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/source/records"
)

func TestKeep(t *testing.T) {
	table := &records.Record{
		Names:  []string{"id", "url", "note"},
		Values: []string{"1", "https://me:secret@h/a?sig=x&w=2", "a \"b\" <c>\n\u2028"},
	}
	lines := &records.Record{
		Names:  []string{"n", "s", "o", "z", "u", "a"},
		Values: []string{"1.50", "é/", `{"x":[1]}`, "", "https://h/?sig=1", `["https://me:secret@h/"]`},
		JSON:   []string{"1.50", `"\u00e9\/"`, `{"x":[1]}`, "null", `"https://h/?sig=1"`, `["https://me:secret@h/"]`},
	}
	for _, tt := range []struct {
		name   string
		keep   []string
		record *records.Record
		want   string
	}{
		{"no columns", []string{"*"}, nil, ""},
		{
			"all", []string{"*"}, table,
			`{"id":"1","url":"https://***@h/a?w=2","note":"a \"b\" <c>\n\u2028"}`,
		},
		{"some, in the order of the record", []string{"note", "id"}, table, `{"id":"1","note":"a \"b\" <c>\n\u2028"}`},
		{"one that the record lacks", []string{"x"}, table, `{}`},
		{
			"types of JSON", []string{"*"}, lines,
			`{"n":1.50,"s":"\u00e9\/","o":{"x":[1]},"z":null,"u":"https://h/","a":["https://***@h/"]}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			jobs := func(yield func(Job, error) bool) { yield(Job{Code: "1", Record: tt.record}, nil) }
			for job := range Keep(tt.keep, naming.IgnoredQuery{"sig"}, jobs) {
				if diff := cmp.Diff(tt.want, string(job.Kept)); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
				if job.Kept != nil && !json.Valid(job.Kept) {
					t.Error("not JSON")
				}
			}
		})
	}
}

// The columns that are kept equal the columns that were read.
func FuzzKeep(f *testing.F) {
	f.Add("a", "b", "1", `x"y`)
	f.Add("", "ü", "\x00", "\u2028<&>")
	f.Fuzz(func(t *testing.T, a, b, x, y string) {
		for _, text := range []*string{&a, &b, &x, &y} {
			*text = string([]rune(*text)) // columns are valid UTF-8
		}
		if a == b {
			return
		}
		record := &records.Record{Names: []string{a, b}, Values: []string{x, y}}
		for job := range Keep([]string{"*"}, nil, func(yield func(Job, error) bool) { yield(Job{Record: record}, nil) }) {
			var got map[string]string
			if err := json.Unmarshal(job.Kept, &got); err != nil {
				t.Fatal(err)
			}
			if want := (map[string]string{a: x, b: y}); !cmp.Equal(got, want) && !hasURL(x, y) {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	})
}

// hasURL reports whether a text may have a secret, which is left out.
func hasURL(texts ...string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(redact.Unescape(text), "@") })
}
