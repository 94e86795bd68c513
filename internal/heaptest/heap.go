// Package heaptest measures the heap, for tests that memory does not grow.
package heaptest

import "runtime"

// Live returns the number of bytes of reachable objects.
func Live() uint64 {
	runtime.GC()
	runtime.GC() // for objects in pools and with finalizers
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
