package country

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCodes(t *testing.T) {
	codes := Codes()
	if len(codes) != 194 {
		t.Errorf("%d codes, want 194", len(codes))
	}
	isWrong := func(code string) bool { return len(code) != 2 || strings.ToUpper(code) != code }
	if !slices.IsSorted(codes) || slices.ContainsFunc(codes, isWrong) {
		t.Errorf("not sorted, or not upper case: %v", codes)
	}
}

func TestPopulous(t *testing.T) {
	want := strings.Fields("BD BR CD CN DE EG ET FR ID IN IR JP MX NG PH PK RU TR US VN")
	got := Populous()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, code := range got {
		if !slices.Contains(Codes(), code) {
			t.Errorf("%s is not among the countries", code)
		}
	}
}

func TestNames(t *testing.T) {
	names := Names()
	if len(names) != 194 {
		t.Errorf("%d names, want 194", len(names))
	}
	codeOf := map[string]string{}
	for _, code := range Codes() {
		name, ok := Name(code)
		if !ok || name == "" || name != names[code] {
			t.Errorf("%s: Name returns %q, %t; Names has %q", code, name, ok, names[code])
		}
		if other, taken := codeOf[name]; taken {
			t.Errorf("%s and %s are both %s", code, other, name)
		}
		codeOf[name] = code
	}
}

func TestName(t *testing.T) {
	for _, tt := range []struct {
		name, code, want string
		ok               bool
	}{
		{"first", "AD", "Andorra", true},
		{"last", "ZW", "Zimbabwe", true},
		{"one of two Congos", "CD", "DR Congo", true},
		{"beyond ASCII", "CI", "Côte d'Ivoire", true},
		{"lower case", "br", "", false},
		{"no country", "XX", "", false},
		{"a letter", "B", "", false},
		{"empty", "", "", false},
		{"after the last", "ZZ", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := Name(tt.code); got != tt.want || ok != tt.ok {
				t.Errorf("got %q, %t; want %q, %t", got, ok, tt.want, tt.ok)
			}
		})
	}
}
