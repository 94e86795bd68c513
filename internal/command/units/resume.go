package units

import "errors"

// A Resume is the value of --resume, which is a switch that can also be `log`.
type Resume struct {
	On    bool
	ByLog bool // the value is log; On is set too
}

// Set parses text.
func (r *Resume) Set(text string) error {
	if text == "log" {
		*r = Resume{On: true, ByLog: true}
		return nil
	}
	var on Switch
	if on.Set(text) != nil {
		return errors.New("must be yes, no or log")
	}
	*r = Resume{On: bool(on)}
	return nil
}

// String returns "true", "false" or "log".
func (r *Resume) String() string {
	if r != nil && r.ByLog {
		return "log"
	}
	on := Switch(r != nil && r.On)
	return on.String()
}

// IsBoolFlag returns true: the option needs no value (package flag).
func (r *Resume) IsBoolFlag() bool { return true }
