package parts

import (
	"strconv"
	"testing"
)

// The part of a key never changes, since tasks of one list may run by different versions.
func TestOf(t *testing.T) {
	for _, tt := range []struct {
		key  string
		n    int
		want int
	}{
		{"", 1, 1}, {"anything", 1, 1},
		// from another implementation: fmix64(fnv1a64(key)) % n + 1
		{"example.org", 1024, 208}, {"example.org", 7, 3}, {"www.example.org:8080", 1024, 195}, {"BR", 16, 8}, {"日本", 1000, 660},
	} {
		if got := Of(tt.key, tt.n); got != tt.want {
			t.Errorf("%q of %d: part %d, want %d", tt.key, tt.n, got, tt.want)
		}
	}
}

// Parts have about the same number of keys, whether n is a power of two or not.
func TestOfIsEven(t *testing.T) {
	for _, n := range []int{2, 7, 16, 1000, 1024} {
		const each = 200
		count := make([]int, n+1)
		for i := range n * each {
			count[Of("host"+strconv.Itoa(i)+".example.org", n)]++
		}
		if count[0] != 0 {
			t.Errorf("%d parts: %d keys in part 0", n, count[0])
		}
		for part, got := range count[1:] {
			if got < each/2 || got > each*3/2 {
				t.Errorf("part %d of %d: %d keys, want about %d", part+1, n, got, each)
			}
		}
	}
}
