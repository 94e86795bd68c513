package hosts

import (
	"math"
	"testing"
	"time"
)

// The rate after a cut is that of the table in the comment of pace.
func TestPaceCurve(t *testing.T) {
	const s = time.Second
	var p pace
	p.set(10*s, 100)
	for _, tt := range []struct {
		after time.Duration
		want  float64
	}{
		{0, 90}, {paceLevel / 2, 98.75}, {paceLevel, 100}, {3 * paceLevel / 2, 101.25}, {2 * paceLevel, 110}, {2*paceLevel + s, 660}, {2*paceLevel + 2*s, 3960},
	} {
		if got := p.rate(10*s + tt.after); math.Abs(got-tt.want) > 0.01 {
			t.Errorf("%v after a cut the rate is %g, want %g", tt.after, got, tt.want)
		}
	}
	if wait := p.wait(10 * s); wait == 0 {
		t.Error("nothing waits for the pace")
	}
	if wait := p.wait(10*s + 2*paceLevel + 3*s); wait != 0 || p.level != 0 {
		t.Errorf("at more than %d times the level there is a pace of %g", paceOver, p.level)
	}
}

// A complaint cuts the pace until the next attempt of its code shows what was to blame.
func TestPaceDoubt(t *testing.T) {
	const s = time.Second
	begin := func() (p pace) {
		p.set(0, 100)
		return p
	}
	p := begin()
	if p.complaint(s/2, 95) != 0 || p.rate(s/2) < 90 {
		t.Error("a complaint right after a cut, below the level, counts")
	}
	doubt := p.complaint(4*s, 98)
	if got := p.rate(4 * s); doubt == 0 || math.Abs(got-0.9*98) > 0.01 {
		t.Errorf("doubt %d, rate %g, want 0.9 of 98", doubt, got)
	}
	before := p.undo
	p.acquit(5*s, doubt)
	if p.level != before.level || p.since != before.since+s {
		t.Errorf("after an acquittal the curve is at %g since %v", p.level, p.since)
	}

	at := p.rate(6 * s)
	if doubt = p.complaint(6*s, 98); doubt == 0 || p.rate(6*s) != at || p.rate(7*s) != at {
		t.Errorf("after an acquittal a complaint changes the rate from %g to %g, want it held", at, p.rate(7*s))
	}
	if p.complaint(6*s+s/10, 98) != doubt || p.rate(6*s+s/10) >= at {
		t.Error("a second one does not cut it")
	}

	p = begin()
	doubt = p.complaint(4*s, 98)
	p.confirm(4*s, doubt, 98)
	if p.acquit(5*s, doubt); p.level != 98 {
		t.Errorf("a cut that was confirmed is undone, to %g", p.level)
	}
}

// Where fast growth fails a level in between is tried. If that fails at once it was a burst.
func TestPaceFastGrowthFails(t *testing.T) {
	const s = time.Second
	var p pace
	p.set(0, 100)
	at := 2*paceLevel + s/2
	rate := p.rate(at)
	p.confirm(at, p.complaint(at, 150), 150)
	if got := p.rate(at); math.Abs(got-paceShare*rate) > 0.01 {
		t.Errorf("rate %g after %g, want 0.9 of it", got, rate)
	}
	at += s / 10
	p.confirm(at, p.complaint(at, 150), 150)
	if p.level != 100 || p.highest == 0 {
		t.Errorf("the level is %g, want the 100 of before", p.level)
	}
	at += 2*paceLevel + s/2
	p.complaint(at, 150)
	if p.level != 100 || p.before != 0 {
		t.Errorf("the same burst again tries a level between: %g", p.level)
	}
}

func TestRecent(t *testing.T) {
	var r recent
	at := func(ms int) Instant { return Instant(ms) * time.Millisecond }
	for ms := 0; ms < 3000; ms += 20 {
		r.add(at(ms))
	}
	for _, tt := range []struct{ ms, least, most int }{
		{2980, 49, 51}, {3040, 46, 49}, {3500, 23, 26}, {3900, 4, 6}, {3990, 0, 2}, {4200, 0, 0}, {9000, 0, 0},
	} {
		if got := r.count(at(tt.ms)); got < tt.least || got > tt.most {
			t.Errorf("at %d ms %d, want %d to %d", tt.ms, got, tt.least, tt.most)
		}
	}
}
