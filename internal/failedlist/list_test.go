package failedlist

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// form writes inputs as lines. A list begins with before and its first input.
type form struct{ before string }

func (f form) Begin(input string) string {
	if f.before == "" {
		return ""
	}
	return f.before + input + "\n"
}

func (form) Text(input string) string { return input + "\n" }

// written returns the text of the list of some results.
func written(t *testing.T, form Form, results ...logline.Result) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "failed")
	l, err := Open(path, form)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for i := range results {
		if err := l.Add(&results[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Publish(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The list has the input of each code that has no file.
func TestList(t *testing.T) {
	var results []logline.Result
	for i, status := range []outcome.Status{
		outcome.OK, outcome.NotFound, outcome.Error, outcome.Skipped, outcome.Unchanged, outcome.Cancelled,
	} {
		results = append(results, logline.Result{Input: string(rune('a'+i)) + " input", Code: "other", Status: status})
	}
	if got := written(t, form{}, results...); got != "b input\nc input\nf input\n" {
		t.Errorf("got %q", got)
	}
}

// If a list has an input, it begins with the text before its first input.
func TestBegin(t *testing.T) {
	for _, tt := range []struct {
		inputs []string
		want   string
	}{
		{nil, ""},
		{[]string{"", "1,2", "3,4"}, "before 1,2\n1,2\n3,4\n"},
	} {
		var results []logline.Result
		for _, input := range tt.inputs {
			results = append(results, logline.Result{Input: input, Status: outcome.Error})
		}
		if got := written(t, form{"before "}, results...); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
