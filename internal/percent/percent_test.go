package percent

import (
	"net/url"
	"testing"
)

func TestAppendReserved(t *testing.T) {
	for text, want := range map[string]string{
		"":                   "",
		"a-._~Z9":            "a-._~Z9",
		":/?#[]@!$&'()*+,;=": ":/?#[]@!$&'()*+,;=",
		"a b\"<>\\^`{|}":     "a%20b%22%3C%3E%5C%5E%60%7B%7C%7D",
		"%41%zz%4":           "%41%25zz%254",
		"é\x00\xff":          "%C3%A9%00%FF",
	} {
		if got := string(AppendReserved(nil, text)); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

// An encoded value decodes to the original value, and has no character with a meaning of its own.
func FuzzAppendUnreserved(f *testing.F) {
	f.Add("a/b?c#d%41 é\xff")
	f.Fuzz(func(t *testing.T, text string) {
		encoded := AppendUnreserved(nil, text)
		for _, c := range encoded {
			if !IsUnreserved(c) && c != '%' {
				t.Fatalf("%q became %s", text, encoded)
			}
		}
		if back, err := url.PathUnescape(string(encoded)); err != nil || back != text {
			t.Errorf("%q became %s, which decodes to %q (%v)", text, encoded, back, err)
		}
	})
}
