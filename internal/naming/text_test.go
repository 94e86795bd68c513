package naming

import (
	"testing"

	"github.com/hoist/hoist/internal/outcome"
)

func TestText(t *testing.T) {
	vars := Variables{Names: []string{"code", "seq"}, Columns: []string{"id", "seq", "a b"}}
	value := valuesWith(7, "x/ü", map[string]string{"id": "1?", "seq": "n"})
	for _, tt := range []struct{ template, want, only string }{
		{"", "", ""},
		{"a%20b", "a%20b", ""},
		{"{code}", "x/ü", "code"},
		{"{+code}", "x/ü", "code"},
		{"{id}", "1?", "col:id"},
		{"{col:id}", "1?", "col:id"},
		{"{id}-{hoist:seq}-{col:seq}", "1?-7-n", ""},
	} {
		text, err := ParseText(tt.template, vars)
		if err != nil {
			t.Errorf("%s: %v", tt.template, err)
			continue
		}
		if got, err := text.Expand(value); err != nil || got != tt.want || text.Only() != tt.only {
			t.Errorf("%s: got %q, %v, only %q", tt.template, got, err, text.Only())
		}
	}
	for template, want := range map[string]string{
		"{seq}":   "has {seq}, which is a column and a variable of hoist; write {col:seq} for the column or {hoist:seq}",
		"{x}":     "has the unknown variable {x}; the variables are code, seq; the columns are id, seq, a b",
		"{col:x}": "has the unknown variable {col:x}; the variables are code, seq; the columns are id, seq, a b",
		"{":       "has an unmatched brace",
		"{}":      "has braces without a variable in them",
	} {
		if _, err := ParseText(template, vars); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", template, err, want)
		}
	}
}

// If the columns differ from record to record, a missing column is the fault of the record.
func TestTextOfAnyColumn(t *testing.T) {
	vars := Variables{Names: []string{"code", "seq"}, AnyColumn: true}
	for template, want := range map[string]string{
		"{id}":        `has no column "id", which a template names`,
		"{seq}":       `has a column "seq", and {seq} is a variable of hoist too; write {col:seq} or {hoist:seq} in the template`,
		"{hoist:seq}": "", "{col:seq}": "", "{code}": "",
	} {
		text, err := ParseText(template, vars)
		if err != nil {
			t.Fatal(err)
		}
		_, err = text.Expand(valuesWith(1, "c", map[string]string{"seq": "1", "code": "c"}))
		if want == "" && err == nil {
			continue
		}
		if f := outcome.AsFailure(err); err == nil || f.Kind != outcome.BadInput || f.Error() != want {
			t.Errorf("%s: got %v, want %s", template, err, want)
		}
	}
}
