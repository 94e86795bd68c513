package pipeline

import (
	"slices"
	"testing"
)

// The values of one key have their turns one after the other, and those of other keys do not wait.
func TestTurns(t *testing.T) {
	turns := NewTurns[string]()
	if !turns.Begin(1, "a") || turns.Begin(1, "b") || turns.Begin(1, "c") || !turns.Begin(2, "d") {
		t.Fatal("the turns of a and d begin at once, and those of b and c later")
	}
	if turns.IsIdle() || len(turns.Ready()) > 0 {
		t.Error("b and c wait, and are not ready")
	}
	turns.End(2)
	for _, want := range []string{"b", "c"} {
		turns.End(1)
		<-turns.Woken()
		if turns.IsIdle() {
			t.Errorf("%s was not returned yet", want)
		}
		if got := turns.Ready(); !slices.Equal(got, []string{want}) {
			t.Errorf("got %q, want %s", got, want)
		}
	}
	if !turns.IsIdle() {
		t.Error("values wait")
	}
	if turns.End(1); !turns.Begin(1, "e") {
		t.Error("c still has the turn")
	}
}

// All returns the values that are ready and those that wait, and the turns go on.
func TestAllTurns(t *testing.T) {
	turns := NewTurns[string]()
	for _, value := range []string{"a", "b", "c"} {
		turns.Begin(1, value)
	}
	turns.End(1)
	if got := turns.All(); !slices.Equal(got, []string{"b", "c"}) || !turns.IsIdle() {
		t.Errorf("got %q, idle %t", got, turns.IsIdle())
	}
	if turns.Begin(1, "d") {
		t.Error("b has no turn")
	}
}

// A nil Turns gives each value its turn at once.
func TestNoTurns(t *testing.T) {
	var turns *Turns[string]
	if !turns.Begin(1, "a") || !turns.Begin(1, "b") || !turns.IsIdle() || turns.Ready() != nil || turns.All() != nil || turns.Woken() != nil {
		t.Error("a value waits")
	}
	turns.End(1)
}
