package garbage

import (
	"runtime"
	"runtime/debug"
	"sync"
	"testing"
)

// A small heap may grow to three times its size. A large heap grows by the same number of bytes, or
// by a quarter.
func TestPercent(t *testing.T) {
	const mega = 1 << 20
	for live, want := range map[uint64]int{0: 200, mega: 200, 16 * mega: 200, 32 * mega: 100, 64 * mega: 50, 1000 * mega: 25} {
		if got := percent(live); got != want {
			t.Errorf("%d bytes: got %d%%, want %d%%", live, got, want)
		}
	}
}

// The function is called after each collection, and the size of the live heap is known then.
func TestAfterEach(t *testing.T) {
	sizes := make(chan uint64)
	stop := make(chan struct{})
	defer close(stop)
	held := make([]byte, 8<<20)
	afterEach(func() {
		select {
		case sizes <- live():
		case <-stop:
		}
	})
	for range 3 {
		runtime.GC()
		if size := <-sizes; size < uint64(len(held)) {
			t.Errorf("%d live bytes, and %d are held", size, len(held))
		}
	}
	runtime.KeepAlive(held)
}

// A collection that ends while the function runs is not missed.
func TestAfterEachWhileRunning(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // so no other collection comes later
	calls := make(chan struct{})
	stop := make(chan struct{})
	defer close(stop)
	var ends sync.Once
	collected := make(chan struct{})
	afterEach(func() {
		ends.Do(func() {
			runtime.GC()
			close(collected)
		})
		select {
		case calls <- struct{}{}:
		case <-stop:
		}
	})
	runtime.GC()
	<-collected
	for range 2 {
		<-calls
	}
}
