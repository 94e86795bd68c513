package logline

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func TestTopHosts(t *testing.T) {
	w := newTopHosts(topHostsKept)
	for host, n := range map[string]int{"a": 3, "b": 5, "c": 3} {
		for range n {
			w.add(host, "", "")
		}
	}
	got := ""
	for _, h := range w.sorted() {
		got += fmt.Sprintf("%s %d, ", h.host, h.sure())
	}
	if want := "b 5, a 3, c 3, "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The worst of any number of hosts are found in bounded memory. The errors of their counts are
// within the documented limit.
func TestTopHostsOfMany(t *testing.T) {
	w := newTopHosts(topHostsKept)
	random := rand.New(rand.NewPCG(1, 2))
	const all = 200_000
	for i := range all {
		if i%20 == 0 {
			w.add(fmt.Sprintf("bad%d", i/20%10), "", "")
		} else {
			w.add(fmt.Sprintf("rare%d", random.IntN(1_000_000)), "", "")
		}
	}
	shown := w.sorted()
	if len(shown) != topHostsShown || len(w.byHost) != topHostsKept {
		t.Fatalf("%d shown, %d kept", len(shown), len(w.byHost))
	}
	for _, h := range shown {
		if h.host[:3] != "bad" || h.sure() > 1000 || h.sure() < 1000-all/topHostsKept {
			t.Errorf("%s %d", h.host, h.sure())
		}
	}
}

// If a host takes the place of another host, it has its own reason, and does not take over the
// count.
func TestTopHostTakesAPlace(t *testing.T) {
	w := newTopHosts(2)
	w.add("a", "a is down", "")
	w.add("a", "a is down again", "")
	w.add("b", "b is down", "")
	w.add("c", "c is down\nhttp://u:secret@c/", "")
	got := ""
	for _, h := range w.sorted() {
		got += fmt.Sprintf("%s %d: %s, ", h.host, h.sure(), h.reason)
	}
	if want := "a 2: a is down, c 1: c is down; http://***@c/, "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
