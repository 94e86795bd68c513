package units

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
)

// Delays is an option's value with durations for codes: BR=2 or BR=2,CN=500ms. Each Set adds to it.
// If a code is repeated, the last duration counts. Codes are kept in upper case.
type Delays map[string]time.Duration

var errDelays = errors.New("must be CODE=D, separated by commas, such as BR=2,CN=500ms")

// Set parses text.
func (d *Delays) Set(text string) error {
	if *d == nil {
		*d = Delays{}
	}
	for part := range strings.SplitSeq(text, ",") {
		code, value, ok := strings.Cut(part, "=")
		code = strings.TrimSpace(code)
		var delay Duration
		if !ok || code == "" || delay.Set(strings.TrimSpace(value)) != nil {
			return errDelays
		}
		(*d)[strings.ToUpper(code)] = time.Duration(delay)
	}
	return nil
}

func (d *Delays) String() string {
	var parts []string
	for _, code := range slices.Sorted(maps.Keys(*d)) {
		parts = append(parts, code+"="+(*d)[code].String())
	}
	return strings.Join(parts, ",")
}
