package flagserver

import "time"

// Labels are the labels that Preset knows.
func Labels() []string { return []string{"local", "delay", "error"} }

// Preset returns the options of a label: local answers at once, delay after 0.5 to 5 s, error the
// same with a quarter of the answers 418. The seed is another each time.
func Preset(label string) (o Options, ok bool) {
	o.Seed = randomSeed()
	switch label {
	case "local":
		return o, true
	case "error":
		o.ErrorRate = 0.25
	case "delay":
	default:
		return o, false
	}
	o.MinDelay, o.MaxDelay = 500*time.Millisecond, 5*time.Second
	return o, true
}
