package units

import (
	"errors"
	"strconv"
	"strings"
)

// A Switch is the value of an option that is on or off. Set also accepts yes, no, on and off, which
// people write in the environment.
type Switch bool

// Set parses text.
func (s *Switch) Set(text string) error {
	switch strings.ToLower(text) {
	case "1", "t", "true", "y", "yes", "on":
		*s = true
	case "0", "f", "false", "n", "no", "off":
		*s = false
	default:
		return errors.New("must be yes or no")
	}
	return nil
}

// String returns "true" or "false".
func (s *Switch) String() string { return strconv.FormatBool(s != nil && bool(*s)) }

// IsBoolFlag returns true: the option needs no value (package flag).
func (s *Switch) IsBoolFlag() bool { return true }
