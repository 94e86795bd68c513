package units

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestDuration(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       time.Duration
	}{
		{"Go duration", "6.1s", 6100 * time.Millisecond},
		{"milliseconds", "500ms", 500 * time.Millisecond},
		{"minutes", "2m", 2 * time.Minute},
		{"two units", "1m30s", 90 * time.Second},
		{"bare seconds", "30", 30 * time.Second},
		{"bare seconds with a point", "0.5", 500 * time.Millisecond},
		{"point first", ".25", 250 * time.Millisecond},
		{"zero", "0", 0},
		{"zero seconds", "0s", 0},
		{"one nanosecond", "0.000000001", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := Duration(time.Hour)
			if err := d.Set(tt.text); err != nil || time.Duration(d) != tt.want {
				t.Errorf("got %v, error %v; want %v", time.Duration(d), err, tt.want)
			}
		})
	}
}

func TestDurationRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", ".", "-", "s", "x", "-1", "-1s", "-0.5", "-1ns", "1 s", " 1", "1\n", "1.2.3", "1,5", "1e3", "0x10", "1d",
		"NaN", "inf", "Inf", "１", "9223372037", "99999999999999999999", "3000000h",
	} {
		d := Duration(time.Hour)
		if err := d.Set(text); err == nil || time.Duration(d) != time.Hour {
			t.Errorf("%q: got %v, error %v", text, time.Duration(d), err)
		}
	}
}

func FuzzDuration(f *testing.F) {
	for _, seed := range []string{"", "5", "0.5", "6.1s", "1m30s", "-1s", "-0", ".", "9223372036", "NaN"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var d Duration
		if d.Set(text) != nil {
			return
		}
		if d < 0 {
			t.Errorf("%q is %v", text, time.Duration(d))
		}
		if again := d; d != 0 && (again.Set(d.String()) != nil || again != d) {
			t.Errorf("%q is shown as %q, which is %v", text, d.String(), time.Duration(again))
		}
	})
}

func TestRate(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       float64
	}{
		{"bare", "10", 10},
		{"a second", "10/s", 10},
		{"a minute", "600/m", 10},
		{"an hour", "7200/h", 2},
		{"less than one a second", "30/m", 0.5},
		{"with a point", "0.5", 0.5},
		{"point first", ".5/s", 0.5},
		{"six a day", "0.25/h", 0.25 / 3600},
		{"many", "1000000", 1e6},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var r Rate
			if err := r.Set(tt.text); err != nil || r.PerSecond != tt.want {
				t.Errorf("got %v, error %v; want %v", r.PerSecond, err, tt.want)
			}
			if r.String() != tt.text {
				t.Errorf("shown as %q, want %q", r.String(), tt.text)
			}
		})
	}
}

// The shares of n runs add up to the whole, in the unit of the whole.
func TestRateDivide(t *testing.T) {
	for _, tt := range []struct {
		text string
		n    int
		want Rate
	}{
		{"10", 4, Rate{2.5, "2.5"}},
		{"600/m", 16, Rate{0.625, "37.5/m"}},
		{"10/s", 1, Rate{10, "10/s"}},
		{"", 7, Rate{}},
	} {
		var r Rate
		if tt.text != "" {
			if err := r.Set(tt.text); err != nil {
				t.Fatal(err)
			}
		}
		if r.Divide(tt.n); r != tt.want {
			t.Errorf("%s by %d: got %+v, want %+v", tt.text, tt.n, r, tt.want)
		}
	}
	r := Rate{slowest, "0.000002/h"}
	if r.Divide(99_999); r.PerSecond != slowest {
		t.Errorf("slower than a time.Duration has: %v", r.PerSecond)
	}
}

func TestRateRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", ".", "/", "/s", "./s", "10/", "10/s/", "10/s/s", "10//s", "10/d", "10/S", "10/ms", "10/1s", "10s", "10 /s", " 10",
		"0", "0/s", "0.0/h", "-1", "-1/s", "+1", "1e3", "0x10", "1_000", "1,5", "1.2.3", "NaN", "Inf", "inf/s", "１",
		"0.0000000001/h", strings.Repeat("9", 400),
	} {
		r := Rate{PerSecond: 7, text: "7"}
		if err := r.Set(text); err == nil || r.PerSecond != 7 || r.String() != "7" {
			t.Errorf("%.80q: got %v, error %v", text, r.PerSecond, err)
		}
	}
}

func FuzzRate(f *testing.F) {
	for _, seed := range []string{"", "10", "10/s", "600/m", "5000/h", "0", "0.0000000001/h", "-1", "NaN", "/", "1/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var r Rate
		if r.Set(text) != nil {
			if r != (Rate{}) {
				t.Errorf("%q is refused, but leaves %+v", text, r)
			}
			return
		}
		if !(r.PerSecond > 0) || math.IsInf(r.PerSecond, 0) {
			t.Errorf("%q is %v", text, r.PerSecond)
		}
		// A rate gives the time between two requests.
		if between := float64(time.Second) / r.PerSecond; between > math.MaxInt64 {
			t.Errorf("%q is one in %v ns, which is no time.Duration", text, between)
		}
		var again Rate
		if err := again.Set(r.String()); err != nil || again != r {
			t.Errorf("%q is shown as %q, which is %+v", text, r.String(), again)
		}
	})
}

func TestCount(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       uint64
	}{
		{"zero", "0", 0},
		{"a few", "42", 42},
		{"leading zeros are no octal", "010", 10},
		{"the largest", "18446744073709551615", math.MaxUint64},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var c Count
			if err := c.Set(tt.text); err != nil || c != (Count{N: tt.want, Given: true}) {
				t.Errorf("got %+v, error %v; want %d", c, err, tt.want)
			}
		})
	}
}

func TestCountRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "-1", "-0", "+1", "1.5", "1e3", "0x10", "1_000", " 1", "1 ", "x", "１", "18446744073709551616",
	} {
		c := Count{N: 7}
		if err := c.Set(text); err == nil || c != (Count{N: 7}) {
			t.Errorf("%q: got %+v, error %v", text, c, err)
		}
	}
}

func TestShare(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       Share
	}{
		{"none", "0", 0},
		{"all", "1", 1},
		{"all, with a point", "1.0", 1},
		{"a quarter", "0.25", 0.25},
		{"point first", ".5", 0.5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := Share(0.125)
			if err := s.Set(tt.text); err != nil || s != tt.want {
				t.Errorf("got %v, error %v; want %v", float64(s), err, float64(tt.want))
			}
		})
	}
}

func TestShareRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", ".", "-0.1", "-0", "+1", "1.01", "2", "25%", "1e-1", "0x1p-1", "1/4", "0,5", "0.1.2", "NaN",
		"Inf", " 1",
	} {
		s := Share(0.125)
		if err := s.Set(text); err == nil || s != 0.125 {
			t.Errorf("%q: got %v, error %v", text, float64(s), err)
		}
	}
}

// A flag parser takes the text of the zero value for "no default".
func TestString(t *testing.T) {
	duration, share := Duration(90*time.Second), Share(0.25)
	for _, tt := range []struct {
		name  string
		value interface{ String() string }
		want  string
	}{
		{"no duration", new(Duration), ""},
		{"duration", &duration, "1m30s"},
		{"no rate", new(Rate), ""},
		{"no count", new(Count), ""},
		{"count of zero", &Count{Given: true}, "0"},
		{"count", &Count{N: 42, Given: true}, "42"},
		{"no share", new(Share), ""},
		{"share", &share, "0.25"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.value.String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTolerance(t *testing.T) {
	for _, tt := range []struct {
		text    string
		n       uint64
		percent float64
		ok      bool
	}{
		{"0", 0, 0, true}, {"100", 100, 0, true}, {"5%", 0, 5, true}, {"0.5%", 0, 0.5, true}, {"100%", 0, 100, true},
		{"", 0, 0, false}, {"-1", 0, 0, false}, {"0%", 0, 0, false}, {"101%", 0, 0, false}, {"%", 0, 0, false}, {"1.5", 0, 0, false},
		{"5 %", 0, 0, false}, {"1e1%", 0, 0, false}, {"nan%", 0, 0, false},
	} {
		var got Tolerance
		err := got.Set(tt.text)
		if (err == nil) != tt.ok || got.N != tt.n || got.Percent != tt.percent || tt.ok && got.String() != tt.text {
			t.Errorf("%q: %+v, %v", tt.text, got, err)
		}
	}
}
