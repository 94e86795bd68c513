package hosts

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

const sec = time.Second

// After a cut the rate rises to the level, stays near it, and then grows fast.
func TestPaceCurve(t *testing.T) {
	var p pace
	p.set(10*sec, 100)
	for _, tt := range []struct {
		after time.Duration
		want  float64
	}{
		{0, 90}, {levelAfter / 2, 98.75}, {levelAfter, 100}, {3 * levelAfter / 2, 101.25},
		{2 * levelAfter, 110}, {2*levelAfter + sec, 660},
	} {
		if got := p.rate(10*sec + tt.after); math.Abs(got-tt.want) > 0.01 {
			t.Errorf("%v after a cut the rate is %g, want %g", tt.after, got, tt.want)
		}
	}
	if wait := p.wait(10 * sec); wait == 0 {
		t.Error("nothing waits for the pace")
	}
	for at := 10 * sec; at < 10*sec+2*levelAfter+2*sec; at += idleAfter / 2 {
		p.sent(at)
	}
	if p.level != 0 || p.next != 0 {
		t.Errorf("at more than %d times the level there is a pace of %g", paceEnds, p.level)
	}
}

// While no request is sent, the rate does not grow.
func TestPaceStandsStill(t *testing.T) {
	var p pace
	p.set(0, 100)
	for at := Instant(0); at <= levelAfter; at += idleAfter {
		p.sent(at)
	}
	p.sent(1000 * sec)
	if got := p.rate(1000 * sec); math.Abs(got-100) > 0.1 {
		t.Errorf("after a long pause the rate is %g, want the 100 of before", got)
	}
}

// The effect of a complaint on a pace of 100 depends on its time after a cut, and on the rate of
// good answers.
func TestPaceIsCut(t *testing.T) {
	for _, tt := range []struct {
		name  string
		after []time.Duration // times of the complaints after a cut
		good  float64
		cut   bool // whether the last complaint cuts the pace
		level float64
	}{
		{"right after a cut", []time.Duration{sec / 2}, 100, false, 100},
		{"below the level, once", []time.Duration{3 * sec / 2}, 100, false, 100},
		{"below the level, twice", []time.Duration{3 * sec / 2, 8 * sec / 5}, 100, true, 100},
		{"at the level", []time.Duration{4 * sec}, 96, true, 100},
		{"at the level, with more let through", []time.Duration{7 * sec}, 104, true, 104},
		{"at the level, with less let through", []time.Duration{4 * sec}, 80, true, 80},
		{"at the level, with hardly anything let through", []time.Duration{4 * sec}, 5, true, 50},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var p pace
			p.set(0, 100)
			for i, after := range tt.after {
				doubt := p.complaint(after, tt.good)
				if cut := doubt > 0; cut != (tt.cut && i == len(tt.after)-1) {
					t.Errorf("complaint %d cuts the pace: %v", i+1, cut)
				}
				if cut := p.cut == after; cut != (doubt > 0) {
					t.Errorf("complaint %d: doubt %d, and a cut: %v", i+1, doubt, cut)
				}
			}
			if math.Abs(p.level-tt.level) > 0.2 {
				t.Errorf("the level is %g, want %g", p.level, tt.level)
			}
		})
	}
}

// The second complaint in a row below the level lowers the level.
func TestPaceIsLoweredTheSecondTime(t *testing.T) {
	var p pace
	p.set(0, 100)
	at := 3 * sec // the rate is just below the level
	p.complaint(at, 97)
	if p.level != 100 {
		t.Errorf("after one complaint the level is %g", p.level)
	}
	p.confirm(p.doubt)
	p.complaint(2*at, 97)
	if p.level != 97 {
		t.Errorf("after two the level is %g, want 97", p.level)
	}
}

// The next attempt of a code that got a complaint shows the cause: the code is broken, or the pace
// is too high.
func TestPaceDoubt(t *testing.T) {
	begin := func() (p pace, doubt uint32) {
		p.set(0, 100)
		return p, p.complaint(5*sec, 90)
	}
	p, doubt := begin()
	p.acquit(6*sec, doubt)
	if got, want := p.rate(6*sec), 100.0; got < want || p.level != 100 || p.since != sec {
		t.Errorf("the code is broken: the rate is %g, the curve began at %v", got, p.since)
	}
	p, doubt = begin()
	p.confirm(doubt)
	if p.acquit(6*sec, doubt); p.level == 100 {
		t.Error("the pace is too high, and the cut is undone")
	}
	p, doubt = begin()
	p.complaint(5*sec+10*ms, 90)
	if p.acquit(6*sec, doubt); p.level == 100 {
		t.Error("two complain, and the cut is undone")
	}
	p, doubt = begin()
	if p.acquit(6*sec, doubt-1); p.level == 100 {
		t.Error("a code of an earlier doubt undoes a cut")
	}
}

// If fast growth fails, the pace tries a level in between. If that fails at once, the host had
// allowed a burst.
func TestPaceFastGrowthFails(t *testing.T) {
	var p pace
	p.set(0, 100)
	fails := func(at Instant, good float64) { p.confirm(p.complaint(at, good)) }
	at := 2*levelAfter + sec/2
	rate := p.rate(at)
	fails(at, 150)
	if got := p.rate(at); math.Abs(got-cutShare*rate) > 0.01 {
		t.Errorf("rate %g after %g, want 0.9 of it", got, rate)
	}
	fails(at+sec/10, 150)
	if math.Abs(p.level-105) > 0.01 || p.burst == 0 {
		t.Errorf("the level is %g, want hardly more than the 100 of before", p.level)
	}
	at += sec/10 + 2*levelAfter + sec/2
	fails(at, 150)
	if math.Abs(p.level-105*1.05) > 0.01 || p.before != 0 {
		t.Errorf("the same burst again tries a level between: %g", p.level)
	}
}

// When the circuit breaker opens, the pace is dropped. A pace that was found when an outage began
// is not evidence about the host after the outage.
func TestPaceEndsWhenBreakerOpens(t *testing.T) {
	s := New(1, usual, rand.New(rand.NewPCG(1, 2)))
	h := s.host(0, "h")
	h.pace.set(0, 100)
	s.open(sec, h, 0)
	if h.pace.level != 0 {
		t.Errorf("the host has a pace of %g", h.pace.level)
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
