package sink

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/hoist/hoist/internal/logline"
)

// A StatusLine shows the progress of a run in one line of a terminal:
//
//	1200/5000 [====>     ] 24% 1190 ok 10 failed 410/s 1.2 MB/s 9s left
//	1200/5000 24% 1190 ok 10 failed: waiting for example.org: Retry-After 40 s
//
// The second form says why nothing moves.
type StatusLine struct {
	console  *Console
	progress *Progress
	reason   Reason
	style    style
	recent   []sample // the last of them, the oldest first
	over     bool     // there is no time left
	quit     chan struct{}
	ended    sync.WaitGroup
}

// A sample is a count at a moment.
type sample struct {
	at time.Time
	counts
}

const (
	drawEvery  = 200 * time.Millisecond
	rateOver   = 5 * time.Second        // the time over which rates are measured
	stillAfter = 500 * time.Millisecond // without a result for so long, the line says why
)

// A Reason returns a text that takes the place of the rates in a status line: why nothing moves, or
// that the run stops. It is empty for the rates. still reports whether no result came for a while.
type Reason func(still bool) string

// NewStatusLine draws a line on c until Done. reason may be nil.
func NewStatusLine(c *Console, p *Progress, reason Reason) *StatusLine {
	if reason == nil {
		reason = noReason
	}
	s := &StatusLine{console: c, progress: p, reason: reason, style: styleOf(os.Getenv), quit: make(chan struct{})}
	s.draw(time.Now())
	s.ended.Go(func() {
		ticker := time.NewTicker(drawEvery)
		defer ticker.Stop()
		for {
			select {
			case now := <-ticker.C:
				s.draw(now)
			case <-s.quit:
				return
			}
		}
	})
	return s
}

// Observe does nothing: the Progress counts.
func (s *StatusLine) Observe(*logline.Result) {}

// Done draws the line a last time and leaves it there.
func (s *StatusLine) Done() {
	close(s.quit)
	s.ended.Wait()
	s.reason, s.over = noReason, true
	s.draw(time.Now())
	s.console.LeaveStatus()
}

func noReason(bool) string { return "" }

func (s *StatusLine) draw(now time.Time) {
	s.console.SetStatus(s.state(now).line(s.console.Width(), s.style))
}

// state takes a sample and returns the state of the run.
func (s *StatusLine) state(now time.Time) state {
	c := s.progress.counts()
	s.recent = append(s.recent, sample{now, c})
	for len(s.recent) > 2 && now.Sub(s.recent[1].at) >= rateOver {
		s.recent = s.recent[1:]
	}
	first := s.recent[0]
	elapsed := now.Sub(first.at)
	if first.at.Sub(s.progress.started) < drawEvery { // since the beginning
		elapsed, first.counts = now.Sub(s.progress.started), counts{}
	}
	st := state{counts: c}
	st.total, st.part = s.progress.extent(c.done())
	seconds := max(elapsed, time.Millisecond).Seconds()
	st.rate = float64(c.done()-first.done()) / seconds
	st.byteRate = float64(c.bytes-first.bytes) / seconds
	if st.part > 0 && st.rate > 0 && !s.over {
		st.left = time.Duration(float64(c.done()) * (1 - st.part) / st.part / st.rate * float64(time.Second))
	}
	st.reason = s.reason(s.isStill(now, c))
	return st
}

// isStill reports whether no result and no byte came for a while.
func (s *StatusLine) isStill(now time.Time, c counts) bool {
	for i := len(s.recent) - 1; i >= 0; i-- {
		if s.recent[i].counts != c {
			return false
		}
		if now.Sub(s.recent[i].at) >= stillAfter {
			return true
		}
	}
	return false
}

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
	// by weight so far; now in the order of the line
	order := []int{0, 4, 1, 2, 3, 6, 5}
	if bar := min(line.room-line.columns-1, longestBar); s.part >= 0 && bar >= shortestBar {
		line.add(true, drawBar(s.part, bar))
		order = []int{0, 7, 4, 1, 2, 3, 6, 5}
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
