package sink

import (
	"math"
	"strings"
	"testing"
)

func TestPrintable(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"as it is", "BR", "BR"},
		{"beyond ASCII", "são/é", "são/é"},
		{"a blank", "a b", "a b"},
		{"a terminal's commands", "a\x1b[2J", `"a\x1b[2J"`},
		{"a line end", "a\nb", `"a\nb"`},
		{"text that turns around", "a\u202eb", `"a\u202eb"`},
		{"invalid UTF-8", "a\xff", `"a\xff"`},
		{"200 bytes", strings.Repeat("x", 200), strings.Repeat("x", 200)},
		{"201 bytes", strings.Repeat("x", 201), strings.Repeat("x", 200) + "…"},
		{"cut between words", strings.Repeat("x", 192) + " words and more", strings.Repeat("x", 192) + " words…"},
		{"cut at the end of a word", strings.Repeat("x", 194) + " words and more", strings.Repeat("x", 194) + " words…"},
		{"cut before a sign", strings.Repeat("x", 190) + "; (and more words", strings.Repeat("x", 190) + "; (and…"},
		{"cut in a long word", "x " + strings.Repeat("y", 300), "x " + strings.Repeat("y", 198) + "…"},
		{"cut in a character", "x" + strings.Repeat("é", 100), "x" + strings.Repeat("é", 99) + "…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := printable(tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSize(t *testing.T) {
	for _, tt := range []struct {
		n    int64
		want string
	}{
		{0, "0 B"},
		{999, "999 B"},
		{1000, "1.0 kB"},
		{1234, "1.2 kB"},
		{999_949, "999.9 kB"},
		{999_950, "1.0 MB"}, // not 1000.0 kB
		{65_536, "65.5 kB"},
		{1_500_000_000, "1.5 GB"},
		{math.MaxInt64, "9.2 EB"},
	} {
		if got := size(tt.n); got != tt.want {
			t.Errorf("%d: got %q, want %q", tt.n, got, tt.want)
		}
	}
}
