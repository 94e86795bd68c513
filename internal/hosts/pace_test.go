package hosts

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	const s = time.Second
	var p pace
	p.cut(10*s, 0, 100, 130, 50)
	rate := func(now Instant) float64 { return float64(int(p.at(now)*10+0.5)) / 10 }
	if got := rate(10 * s); got != 45 {
		t.Errorf("after a second with 50 successes the pace is %g", got)
	}
	p.cut(10*s+s/2, 0, 200, 230, 1)
	if got := rate(10*s + s/2); got != 45.4 {
		t.Errorf("cut again within a second, to %g", got)
	}
	p.cut(15*s, 0, 129, 400, 1)
	if got := rate(15 * s); got != 49.7 {
		t.Errorf("cut for what was sent before the last cut, to %g", got)
	}
	p.cut(20*s, 0, 500, 530, 40)
	if got := rate(20 * s); got != 36 {
		t.Errorf("cut to %g, want 0.9 of 40", got)
	}
	p.cut(30*s, 0, 600, 630, 0)
	if got := rate(30 * s); got != 19.7 {
		t.Errorf("with no success at all the pace is %g, want 0.45 of 43.9", got)
	}

	if wait := p.wait(30 * s); wait == 0 {
		t.Error("nothing waits for the pace")
	}
	if wait := p.wait(30*s + 300*s); wait != 0 || p.rate != 0 {
		t.Errorf("five minutes without a complaint later there is a pace of %g", p.rate)
	}

	var unknown pace
	unknown.cut(s, 0, 1, 30, 1)
	if a, b := unknown.at(s), unknown.at(4*s); a != 0.9 || b < 7 || b > 7.3 {
		t.Errorf("of a host of which one success is known the pace goes from %g to %g in 3 s, want it to double each second", a, b)
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
