package pipeline

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// A Queue returns values in the order in which they were added.
func TestQueue(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 0))
	var q Queue[int]
	var want []int
	for n := range 10_000 {
		if random.IntN(2) == 0 {
			q.Push(n)
			want = append(want, n)
		} else if len(want) > 0 {
			if got := *q.First(); got != want[0] {
				t.Fatalf("got %d, want %d", got, want[0])
			}
			q.Drop()
			want = want[1:]
		}
		if q.Len() != len(want) || q.Empty() != (len(want) == 0) {
			t.Fatalf("%d values, want %d; empty %t", q.Len(), len(want), q.Empty())
		}
	}
}

// Slots hold each value under its number, and use the numbers again.
func TestSlots(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 0))
	var s Slots[int]
	want := map[int]int{}
	most := 0
	for n := range 10_000 {
		if slot := random.IntN(len(want) + 1); random.IntN(2) == 0 {
			slot := s.Add(n)
			if _, taken := want[slot]; taken {
				t.Fatalf("slot %d has two values", slot)
			}
			want[slot] = n
			most = max(most, len(want))
		} else if value, ok := want[slot]; ok {
			if got := s.Remove(slot); got != value {
				t.Fatalf("slot %d: got %d, want %d", slot, got, value)
			}
			delete(want, slot)
		}
	}
	got := map[int]int{}
	s.Each(func(slot int) { got[slot] = *s.At(slot) })
	if !maps.Equal(got, want) || len(s.values) != most {
		t.Errorf("got %d values in %d slots, want %d in %d", len(got), len(s.values), len(want), most)
	}
}

// InOrder passes on the values in order, whatever the order is in which they come.
func TestInOrder(t *testing.T) {
	const n = 100
	in, out := make(chan int, n), make(chan int, n)
	for _, i := range rand.New(rand.NewPCG(1, 0)).Perm(n) {
		in <- i + 1
	}
	close(in)
	InOrder(in, out, func(v *int) uint64 { return uint64(*v) })
	var got []int
	for v := range out {
		got = append(got, v)
	}
	if len(got) != n || !slices.IsSorted(got) {
		t.Errorf("got %d", got)
	}
}
