package challenge

import (
	"slices"
	"strings"
	"testing"
)

func TestSchemes(t *testing.T) {
	for _, tt := range []struct{ name, values, want string }{
		{"none", "", ""},
		{"Basic", `Basic realm="x"`, "Basic"},
		{"without parameters", "Negotiate", "Negotiate"},
		{"several in a field", `Digest realm="a, b", nonce = "c", qop=auth, Basic realm="x"`, "Digest Basic"},
		{"in several fields", "Negotiate\nNTLM\nBasic realm=x", "Negotiate NTLM Basic"},
		{"a quote in a quoted string", `Basic realm="a\", Evil b", Bearer`, "Basic Bearer"},
		{"token68", "Negotiate YII==, Bearer", "Negotiate Bearer"},
		{"twice", "Basic realm=a, basic realm=b", "Basic"},
		{"what is not a token", "Ba<sic x, <b>, \x1b[31m, Bearer", "Bearer"},
		{"empty elements", ",, Basic ,", "Basic"},
		{"a long name", strings.Repeat("a", 31) + ", Basic", "Basic"},
		{"many", "a, b, c, d, e, f", "a b c d e"},
	} {
		if got := strings.Join(Schemes(strings.Split(tt.values, "\n")), " "); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Whatever a server sends, the number and the length of the schemes are limited.
func FuzzSchemes(f *testing.F) {
	f.Add(`Digest realm="a, b", Basic realm="x"`)
	f.Fuzz(func(t *testing.T, value string) {
		schemes := Schemes([]string{value})
		if len(schemes) > maxSchemes || slices.ContainsFunc(schemes, func(s string) bool {
			return s == "" || len(s) > longestScheme || strings.ContainsAny(s, "\"<> \t\r\n\x00\x1b,=")
		}) {
			t.Errorf("%q: got %q", value, schemes)
		}
	})
}
