// Package units has the values of options that have a unit or another syntax. They implement
// flag.Value.
package units

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// A Duration is an option's value: a Go duration (1m30s) or bare seconds (0.5). It is never
// negative.
type Duration time.Duration

var errDuration = errors.New("must be a duration, such as 500ms, 6.1s or 2m, or a number of seconds")

// Set parses text.
func (d *Duration) Set(text string) error {
	if isNumber(text) {
		text += "s"
	}
	value, err := time.ParseDuration(text)
	if err != nil || value < 0 {
		return errDuration
	}
	*d = Duration(value)
	return nil
}

func (d *Duration) String() string {
	if *d == 0 {
		return ""
	}
	return time.Duration(*d).String()
}

// A Rate is an option's value: a number a second, minute or hour (10, 10/s, 600/m, 5000/h). The
// zero value means no limit.
type Rate struct {
	PerSecond float64
	text      string
}

var errRate = errors.New("must be a rate above zero, such as 10, 10/s, 600/m or 5000/h")

// slowest is one request a century, since the time between two requests must fit a time.Duration.
const slowest = 1.0 / (100 * 365 * 24 * 3600)

// Set parses text.
func (r *Rate) Set(text string) error {
	count, unit, _ := strings.Cut(text, "/")
	if text == "" || strings.HasSuffix(text, "/") || !isNumber(count) {
		return errRate
	}
	value, err := strconv.ParseFloat(count, 64)
	if err != nil {
		return errRate
	}
	switch unit {
	case "", "s":
	case "m":
		value /= 60
	case "h":
		value /= 3600
	default:
		return errRate
	}
	if value < slowest {
		return errRate
	}
	r.PerSecond, r.text = value, text
	return nil
}

// Divide sets the rate to the share that each of n runs has of it.
func (r *Rate) Divide(n int) {
	count, unit, found := strings.Cut(r.text, "/")
	value, err := strconv.ParseFloat(count, 64)
	if err != nil {
		return // there is no limit
	}
	r.PerSecond = max(r.PerSecond/float64(n), slowest)
	if r.text = strconv.FormatFloat(value/float64(n), 'f', -1, 64); found {
		r.text += "/" + unit
	}
}

func (r *Rate) String() string { return r.text }

// isNumber reports whether text consists of digits and at most one point.
func isNumber(text string) bool {
	return strings.Trim(text, "0123456789.") == "" && strings.Trim(text, ".") != "" && strings.Count(text, ".") <= 1
}

// A Count is an option's value: a whole number of 0 or more.
type Count struct {
	N     uint64
	Given bool // set by Set, not a default
}

// Set parses text.
func (c *Count) Set(text string) error {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return errors.New("must be a whole number, 0 or more")
	}
	c.N, c.Given = n, true
	return nil
}

func (c *Count) String() string {
	if !c.Given {
		return ""
	}
	return strconv.FormatUint(c.N, 10)
}

// A Share is an option's value: a number from 0 to 1.
type Share float64

// Set parses text.
func (s *Share) Set(text string) error {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || !isNumber(text) || value > 1 {
		return errors.New("must be a number from 0 to 1")
	}
	*s = Share(value)
	return nil
}

func (s *Share) String() string {
	if *s == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(*s), 'g', -1, 64)
}

// A Tolerance is an option's value: a whole number, or a share in percent (100, 5%, 0.5%). The zero
// value means no limit.
type Tolerance struct {
	N       uint64
	Percent float64 // above 0 if the value is a share
	text    string
}

// Set parses text.
func (t *Tolerance) Set(text string) error {
	errTolerance := errors.New("must be a whole number, or a percentage above 0 and up to 100, such as 5%")
	number, isShare := strings.CutSuffix(text, "%")
	if !isShare {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return errTolerance
		}
		*t = Tolerance{N: n, text: text}
		return nil
	}
	share, err := strconv.ParseFloat(number, 64)
	if err != nil || !isNumber(number) || share <= 0 || share > 100 {
		return errTolerance
	}
	*t = Tolerance{Percent: share, text: text}
	return nil
}

func (t *Tolerance) String() string { return t.text }
