package sink

import (
	"fmt"
	"time"
)

// A state is what a StatusLine shows.
type state struct {
	counts
	total    uint64        // 0 if it is not known
	part     float64       // that is done; negative if it is not known
	rate     float64       // results a second
	byteRate float64       // bytes a second
	left     time.Duration // 0 if it is not known
	reason   string        // why nothing moves
}

const (
	narrowest    = 20 // columns of a window; narrower ones have no line
	spareColumns = 3  // are left free behind the line, so that a ^C that the terminal shows there begins no new line
	longestBar   = 40 // columns
	shortestBar  = 8
)

// line returns the text for a window of that width, and its columns.
func (s state) line(width int, c style) (text string, columns int) {
	if width < narrowest {
		return "", 0
	}
	room := width - spareColumns
	if s.reason != "" {
		return s.still(room, c)
	}
	line := &parts{room: room}
	line.add(true, s.done())
	line.add(s.ok > 0 || s.failed > 0, c.painted(c.ok, fmt.Sprintf("%d ok", s.ok)))
	line.add(s.failed > 0, c.painted(c.failed, fmt.Sprintf("%d failed", s.failed)))
	line.add(true, rate(s.rate, time.Second)+"/s")
	line.add(s.part >= 0, percent(s.part))
	line.add(s.left > 0 && s.part < 1, brief(s.left)+" left")
	line.add(s.byteRate > 0, size(int64(s.byteRate))+"/s")
	line.add(s.rest > 0, fmt.Sprintf("%d skipped", s.rest)) // or unchanged
	// by weight so far; now in the order of the line
	order := []int{0, 4, 1, 2, 7, 3, 6, 5}
	if bar := min(line.room-line.columns-1, longestBar); s.part >= 0 && bar >= shortestBar {
		line.add(true, drawBar(s.part, bar))
		order = []int{0, 8, 4, 1, 2, 7, 3, 6, 5}
	}
	return line.text(order), line.columns
}

// done returns the number of results, and of codes if it is known.
func (s state) done() string {
	if s.total > 0 {
		return fmt.Sprintf("%d/%d", s.counts.done(), s.total)
	}
	return fmt.Sprintf("%d done", s.counts.done())
}

// still returns the line of a run in which nothing moves. If the reason is too long, it is cut; the
// counts are left out only if little of it would fit.
func (s state) still(room int, c style) (text string, columns int) {
	const leastReason = 30
	reason := []rune(s.reason)
	line := &parts{room: room - len(": ") - min(len(reason), leastReason)}
	line.add(true, s.done())
	line.add(s.ok > 0 || s.failed > 0, c.painted(c.ok, fmt.Sprintf("%d ok", s.ok)))
	line.add(s.failed > 0, c.painted(c.failed, fmt.Sprintf("%d failed", s.failed)))
	line.room = room - len(": ") - len(reason)
	line.add(s.part >= 0, percent(s.part))
	text, columns = line.text([]int{0, 3, 1, 2}), line.columns
	if columns > 0 {
		text, columns = text+": ", columns+2
	}
	if len(reason) > room-columns {
		reason = append(reason[:room-columns-1], '…')
	}
	return text + string(reason), columns + len(reason)
}
