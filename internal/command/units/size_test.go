package units

import (
	"strings"
	"testing"
)

func TestSize(t *testing.T) {
	for _, tt := range []struct {
		text string
		want int64
	}{
		{"1", 1},
		{"5000", 5000},
		{"5000B", 5000},
		{"500kB", 500_000},
		{"500KB", 500_000},
		{"10MB", 10_000_000},
		{"1.5MB", 1_500_000},
		{".5GB", 500_000_000},
		{"64KiB", 65536},
		{"10MiB", 10 << 20},
		{"2GiB", 2 << 30},
		{"0.001kB", 1},
		{"1.9", 1},
	} {
		var s Size
		if err := s.Set(tt.text); err != nil || s.Bytes != tt.want || s.String() != tt.text {
			t.Errorf("%q: got %d, shown as %q, error %v; want %d", tt.text, s.Bytes, s.String(), err, tt.want)
		}
		var b Bandwidth
		if err := b.Set(tt.text + "/s"); err != nil || b.PerSecond != tt.want || b.String() != tt.text+"/s" {
			t.Errorf("%q a second: got %d, shown as %q, error %v; want %d", tt.text, b.PerSecond, b.String(), err, tt.want)
		}
	}
}

func TestSizeRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", ".", "B", "kB", "0", "0kB", "0.5", "0.0001kB", "-1", "+1", "1 kB", " 1", "1k", "1M", "1G", "1i", "1iB", "1TB",
		"1kBB", "1kB/m", "1/s/s", "1,5MB", "1e3", "0x10", "1_000", "NaN", "Inf", "\uff11", "9223372036854775808", "99999999999GB",
		strings.Repeat("9", 400),
	} {
		s := Size{Bytes: 7, text: "7"}
		if err := s.Set(text); err == nil || s.Bytes != 7 || s.String() != "7" {
			t.Errorf("%.80q: got %d, error %v", text, s.Bytes, err)
		}
		b := Bandwidth{PerSecond: 7}
		if err := b.Set(text); err == nil || b.PerSecond != 7 {
			t.Errorf("%.80q a second: got %d, error %v", text, b.PerSecond, err)
		}
	}
}

func FuzzSize(f *testing.F) {
	for _, seed := range []string{"", "1", "1.5MB", "64KiB", "0.5", "9223372036854775807", "1e3", "NaN", "8589934592GiB"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var s Size
		if s.Set(text) != nil {
			if s != (Size{}) {
				t.Errorf("%q is refused, but leaves %+v", text, s)
			}
			return
		}
		var again Size
		if s.Bytes < 1 || again.Set(s.String()) != nil || again != s {
			t.Errorf("%q is %+v", text, s)
		}
	})
}
