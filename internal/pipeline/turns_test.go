package pipeline

import (
	"slices"
	"testing"
)

// woken reports whether Woken has a value.
func woken(t *Turns[int]) bool {
	select {
	case <-t.Woken():
		return true
	default:
		return false
	}
}

// The values with one key begin one after the other, and those with other keys at once.
func TestTurns(t *testing.T) {
	turns := NewTurns[int]()
	if !turns.Begin(1, 11) || turns.Begin(1, 12) || turns.Begin(1, 13) || !turns.Begin(2, 21) {
		t.Error("a value does not begin when it may")
	}
	if turns.IsIdle() || woken(turns) || len(turns.Ready()) > 0 {
		t.Error("a value is ready before its turn")
	}
	turns.End(2)
	for _, want := range [][]int{{12}, {13}} {
		if turns.End(1); turns.IsIdle() || !woken(turns) {
			t.Errorf("%v does not become ready", want)
		}
		if got := turns.Ready(); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	if !turns.IsIdle() || turns.Begin(1, 14) || !turns.Begin(2, 22) {
		t.Error("a turn ends too early, or not at all")
	}
}

// Ready removes the value of Woken. Release makes all values ready, and their later Ends change
// nothing.
func TestTurnsRelease(t *testing.T) {
	turns := NewTurns[int]()
	for i := range 3 {
		turns.Begin(1, 10+i)
		turns.Begin(2, 20+i)
	}
	turns.End(1)
	turns.Release()
	got := turns.Ready()
	if slices.Sort(got); !slices.Equal(got, []int{11, 12, 21, 22}) || !turns.IsIdle() || woken(turns) {
		t.Errorf("got %v, idle %t", got, turns.IsIdle())
	}
	turns.Release()
	for range 3 {
		turns.End(1)
		turns.End(2)
	}
	if woken(turns) || !turns.Begin(1, 13) || !turns.Begin(2, 23) {
		t.Error("a value is left")
	}
}
