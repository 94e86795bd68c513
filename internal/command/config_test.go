package command

import (
	"strings"
	"testing"
)

func TestCheckBeginning(t *testing.T) {
	for template, want := range map[string]string{
		"{code}":            "begins with {code}, ",
		"{lower}/x":         "begins with {lower}, ",
		"{code}{+code}":     "begins with {code}, ",
		"{seq}.example.org": "begins with {seq}, ",
		"{code}?u=http://h": "begins with {code}, ",
		"{code}/http://h":   "begins with {code}, ",
		"{code}:{+code}":    "begins with {code}, ",

		"{+code}":                 "",
		"{+lower}{code}":          "",
		"http://h/{code}":         "",
		"http://{code}.h/":        "",
		"{code}://example.org/":   "",
		"{lower}s://h/{code}":     "",
		"h{code}tp://example.org": "",
	} {
		err := checkBeginning(template)
		if want == "" && err != nil {
			t.Errorf("%s: %v", template, err)
		}
		if want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "--url '{+code}'")) {
			t.Errorf("%s: got %v, want %q", template, err, want)
		}
	}
	if err := checkBeginning("{code}?u=http://me:secret@h/"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}
