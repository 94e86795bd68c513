package naming

import (
	"errors"
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
		{"C", "a", `its file name "a" is that of the code "A" in an earlier run; give --name a variable that tells them apart`},
		{"D", "c", `its file name "c" is that of another code, with seq 3; give --name a variable that tells them apart`},
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
