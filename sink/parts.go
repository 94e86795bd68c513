package sink

import (
	"fmt"
	"strings"
	"time"
)

// parts are the parts of a line that fit into it, in the order of their weight.
type parts struct {
	room    int // columns
	texts   []string
	columns int // with a blank between two parts
}

// add adds a part if it is wanted and fits. Otherwise its place stays empty.
func (p *parts) add(wanted bool, text string) {
	n := columnsOf(text)
	if p.columns > 0 {
		n++
	}
	if !wanted || p.columns+n > p.room {
		text, n = "", 0
	}
	p.texts, p.columns = append(p.texts, text), p.columns+n
}

func (p *parts) text(order []int) string {
	var fit []string
	for _, i := range order {
		if p.texts[i] != "" {
			fit = append(fit, p.texts[i])
		}
	}
	return strings.Join(fit, " ")
}

// columnsOf returns the columns of text, which may have colours in it.
func columnsOf(text string) int {
	n, escape := 0, false
	for _, r := range text {
		switch {
		case r == '\x1b':
			escape = true
		case escape:
			escape = r != 'm'
		default:
			n++
		}
	}
	return n
}

// drawBar returns a bar of that many columns.
func drawBar(part float64, columns int) string {
	inner := columns - 2
	full := min(int(part*float64(inner)), inner)
	if full == inner {
		return "[" + strings.Repeat("=", inner) + "]"
	}
	return "[" + strings.Repeat("=", full) + ">" + strings.Repeat(" ", inner-full-1) + "]"
}

// brief returns a duration in its two largest units: `9s`, `3m12s`, `2h05m`, `5d03h`.
func brief(d time.Duration) string {
	seconds := int64((d + time.Second - 1) / time.Second)
	switch {
	case seconds < 60:
		return fmt.Sprintf("%ds", seconds)
	case seconds < 3600:
		return fmt.Sprintf("%dm%02ds", seconds/60, seconds%60)
	case seconds < 86400:
		return fmt.Sprintf("%dh%02dm", seconds/3600, seconds/60%60)
	}
	return fmt.Sprintf("%dd%02dh", seconds/86400, seconds/3600%24)
}
