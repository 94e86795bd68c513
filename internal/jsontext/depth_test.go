package jsontext

import (
	"strings"
	"testing"
)

func TestIsDeeper(t *testing.T) {
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"", false}, {"7", false}, {"[[[]]]", false}, {"[[[[]]]]", true}, {`[{"a":[{}]}]`, true},
		{"[[[]],[[]],[[]]]", false}, {`["[[[[["]`, false}, {`["\"[[[[["]`, false}, {`["\\",[[[]]]]`, true},
		{strings.Repeat("[]", 1000), false}, {strings.Repeat("[", 1000), true},
	} {
		if got := IsDeeper(tt.text, 3); got != tt.want {
			t.Errorf("%.20s: got %t", tt.text, got)
		}
	}
}
