// Package garbage sets how much garbage the heap may have before it is collected.
package garbage

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// Nearly all memory for a file is garbage soon, so a small heap may grow by mostPercent of its live
// bytes. A large heap is an index of codes or names, which has no pointers. It may grow by room
// bytes, and at least by leastPercent: then garbage is collected as often as in a small heap, and
// the index does not take three times its size.
const (
	mostPercent  = 200
	leastPercent = 25
	room         = 32 << 20
)

// Limit sets the limit, and sets it again after each collection. GOGC in the environment overrides
// that (package runtime).
func Limit() {
	if os.Getenv("GOGC") == "" {
		set := mostPercent
		debug.SetGCPercent(set)
		afterEach(func() {
			if now := percent(live()); now != set {
				debug.SetGCPercent(now)
				set = now
			}
		})
	}
}

// percent returns how far a heap with that many live bytes may grow, in percent of these.
func percent(live uint64) int {
	return int(min(mostPercent, max(leastPercent, 100*room/max(1, live))))
}

// live returns the number of bytes of the heap that the last collection found in use.
func live() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// afterEach calls f after each collection, even if f is still running. One call ends before the
// next begins.
func afterEach(f func()) {
	var running sync.Mutex // cleanups may run at the same time
	afterNext(func() {
		running.Lock()
		defer running.Unlock()
		f()
	})
}

func afterNext(f func()) {
	type collected struct{ _ *int } // it has a pointer, so it shares its memory with no other object
	runtime.AddCleanup(new(collected), func(f func()) {
		afterNext(f)
		f()
	}, f)
}
