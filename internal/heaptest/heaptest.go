// Package heaptest measures the heap for the tests of several packages.
package heaptest

import "runtime"

// Live returns the number of bytes of the objects that are in use.
func Live() int64 {
	runtime.GC()
	runtime.GC() // for objects in pools and with finalizers
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
