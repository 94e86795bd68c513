package options

import (
	"regexp"
	"testing"
)

// Each option of another program has a hint with options that hoist has, and is not an option of
// hoist itself.
func TestForeign(t *testing.T) {
	long := regexp.MustCompile(`--([a-z-]+)`)
	for _, f := range foreign {
		name, hint := f.option, f.hint
		if lookup(Fetch, name) != nil {
			t.Errorf("%s is an option of hoist", name)
		}
		for _, match := range long.FindAllStringSubmatch(hint, -1) {
			if lookup(Fetch, match[1]) == nil {
				t.Errorf("%s: there is no option %s", name, match[0])
			}
		}
	}
}
