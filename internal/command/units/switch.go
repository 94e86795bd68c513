package units

import (
	"errors"
	"strconv"
	"strings"
)

// A Switch is the value of an option that is on or off. Set also accepts the words that people
// write in the environment: yes and no, on and off.
type Switch bool

// Set parses text.
func (s *Switch) Set(text string) error {
	switch strings.ToLower(text) {
	case "1", "t", "true", "y", "yes", "on":
		*s = true
	case "0", "f", "false", "n", "no", "off":
		*s = false
	default:
		return errors.New("want yes or no")
	}
	return nil
}

// String is true or false.
func (s *Switch) String() string { return strconv.FormatBool(s != nil && bool(*s)) }

// IsBoolFlag reports that the option needs no value (package flag).
func (s *Switch) IsBoolFlag() bool { return true }
