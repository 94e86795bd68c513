package chunked

import (
	"slices"
	"testing"
)

func TestList(t *testing.T) {
	for _, n := range []int{0, 1, Len - 1, Len, Len + 1, 3*Len + 7} {
		var l List[int]
		want := make([]int, n)
		for i := range want {
			want[i] = i * i
			l.Push(want[i])
		}
		if got := l.AppendTo([]int{-1}); l.Len() != n || !slices.Equal(got, append([]int{-1}, want...)) {
			t.Errorf("%d entries: Len %d, %v", n, l.Len(), got)
		}
		for _, kept := range []int{n, n / 2, 0} {
			l.Replace(want[:kept])
			if got := l.AppendTo(nil); l.Len() != kept || !slices.Equal(got, want[:kept]) {
				t.Errorf("%d of %d entries: Len %d, %v", kept, n, l.Len(), got)
			}
			if l.Room()-kept >= Len {
				t.Errorf("%d of %d entries have room for %d", kept, n, l.Room())
			}
			l.Push(-2)
			if got := l.At(kept); got != -2 {
				t.Errorf("%d of %d entries, then one: %d", kept, n, got)
			}
			l.Replace(want[:kept])
		}
	}
}
