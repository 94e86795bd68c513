package parts

import "testing"

// ParsePart reads the text that String returns.
func TestParsePart(t *testing.T) {
	for _, text := range []string{"", "1/1", "3/16", "99999/99999"} {
		if part, err := ParsePart(text); err != nil || part.String() != text || part.IsWhole() != (text == "") {
			t.Errorf("%q: %+v, %v", text, part, err)
		}
	}
	for _, text := range []string{"1", "/", "0/2", "3/2", "-1/2", "a/2", "1/x", "1/2/3", "1/100000"} {
		if part, err := ParsePart(text); err == nil {
			t.Errorf("%q: %+v", text, part)
		}
	}
}
