package source

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCountries(t *testing.T) {
	codes := Countries()
	if len(codes) != 194 {
		t.Errorf("%d codes, want 194", len(codes))
	}
	checkSortedFlags(t, codes)
}

func TestPopulous(t *testing.T) {
	want := strings.Fields("BD BR CD CN DE EG ET FR ID IN IR JP MX NG PH PK RU TR US VN")
	got := Populous()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, code := range got {
		if !slices.Contains(Countries(), code) {
			t.Errorf("%s is not among the countries", code)
		}
	}
}

func TestCountryNames(t *testing.T) {
	names := CountryNames()
	if len(names) != 194 {
		t.Errorf("%d names, want 194", len(names))
	}
	codeOf := map[string]string{}
	for _, code := range Countries() {
		name, ok := Country(code)
		if !ok || name == "" || name != names[code] {
			t.Errorf("%s: Country says %q, %t; CountryNames says %q", code, name, ok, names[code])
		}
		if other, taken := codeOf[name]; taken {
			t.Errorf("%s and %s are both %s", code, other, name)
		}
		codeOf[name] = code
	}
}

func TestCountry(t *testing.T) {
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
			if got, ok := Country(tt.code); got != tt.want || ok != tt.ok {
				t.Errorf("got %q, %t; want %q, %t", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func checkSortedFlags(t *testing.T, codes []string) {
	t.Helper()
	for i, code := range codes {
		if !isFlagCode(code) {
			t.Errorf("%q is no flag code", code)
		}
		if i > 0 && codes[i-1] >= code {
			t.Errorf("%s stands before %s", codes[i-1], code)
		}
	}
}
