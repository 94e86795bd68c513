package naming

import (
	"errors"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/outcome"
)

// owners are the codes of file names of earlier runs.
type owners map[string]string

func (o owners) Owner(name string) (string, bool, error) {
	if name == "unreadable" {
		return "", false, errors.New("log x: was cut")
	}
	code, ok := o[name]
	return code, ok, nil
}

func TestClaim(t *testing.T) {
	names := NewMemory(owners{"a": "A", "b": "B"})
	for i, tt := range []struct{ code, name, want string }{
		{"A", "a", ""}, {"A", "a", ""}, {"A", "other", ""}, {"C", "c", ""}, {"C", "c", ""}, {"B", "b", ""},
		{"C", "a", `its file name "a" is that of the code "A" in an earlier run; give --name a variable that differs between the two`},
		{"D", "c", `its file name "c" is that of another code, with seq 3; give --name a variable that differs between the two`},
		{"D", "unreadable", "log x: was cut"},
	} {
		err := names.Claim(tt.code, uint64(i), tt.name)
		if got := outcome.AsFailure(err); (err != nil) != (tt.want != "") || err != nil && got.Err.Error() != tt.want {
			t.Errorf("%s as %s: %v, want %s", tt.code, tt.name, err, tt.want)
		}
	}
	if err := (*Memory)(nil).Claim("A", 1, "a"); err != nil {
		t.Error(err)
	}
}

// A file is that of a code if the log has it, or if the run has saved it.
func TestOwns(t *testing.T) {
	names := NewMemory(owners{"a": "A"})
	for _, name := range []string{"a", "other"} {
		if err := names.Claim("A", 1, name); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]bool{"a": true, "other": false} {
		if owns, err := names.Owns("A", name); owns != want || err != nil {
			t.Errorf("%s: %v, %v", name, owns, err)
		}
	}
	names.Saves("other")
	names.Saves("unclaimed")
	if owns, err := names.Owns("A", "other"); !owns || err != nil {
		t.Errorf("got %v, %v", owns, err)
	}
	if err := names.Claim("B", 2, "other"); err == nil || !strings.Contains(err.Error(), "with seq 1;") {
		t.Errorf("got %v", err)
	}
	if err := names.Claim("B", 2, "unclaimed"); err != nil {
		t.Error(err)
	}
	if _, err := names.Owns("A", "unreadable"); err == nil {
		t.Error("no error")
	}
}
