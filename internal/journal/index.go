package journal

import (
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"runtime"
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/hoist/hoist/internal/chunked"
	"github.com/hoist/hoist/internal/logline"
	"github.com/sourcegraph/conc"
)

// An entry is the place of the line that reports a saved file. It contains 86 bits of the hash of
// code and name, and the offset of the line. If two entries have the same bits, the index keeps
// only the last. So if two different files ever have the same bits, the first is not found. It is
// never taken for the other file, since Find compares the text of the line.
type entry struct {
	hash uint64
	at   uint64 // check<<offsetBits | offset
}

const (
	offsetBits = 42 // 4 TiB
	checkBits  = 64 - offsetBits
	longestLog = 1 << offsetBits // bytes
)

func (e entry) offset() int64     { return int64(e.at & (longestLog - 1)) }
func (e entry) same(o entry) bool { return e.hash == o.hash && e.at>>offsetBits == o.at>>offsetBits }

func byHash(a, b entry) int {
	if c := cmp.Compare(a.hash, b.hash); c != 0 {
		return c
	}
	return cmp.Compare(a.at, b.at)
}

// A hasher returns the hash of a saved file, of 64 bits, and checkBits further bits.
type hasher func(key []byte) (hash, check uint64)

// newHasher returns a hasher with new seeds: an index lives no longer than its process.
func newHasher() hasher {
	seed, other := maphash.MakeSeed(), maphash.MakeSeed()
	return func(key []byte) (hash, check uint64) {
		return maphash.Bytes(seed, key), maphash.Bytes(other, key) >> offsetBits
	}
}

// appendKey appends the code and, unless files are found by code alone, the name of a saved file to
// key. Different pairs give different keys. If the line has no name, the path takes its place; no
// name contains a NUL.
func (o Options) appendKey(key []byte, s logline.Saving) []byte {
	key = binary.LittleEndian.AppendUint64(key, uint64(len(s.Code)))
	key = append(key, s.Code...)
	if o.FindBy == ByCode {
		return key
	}
	if s.Name != "" {
		return append(key, s.Name...)
	}
	return append(append(key, 0), s.Path...)
}

// An index finds lines by hash. Several goroutines fill it, then one finishes it, and several read
// it.
type index struct {
	mu     sync.Mutex
	shards [shards]shard
}

const shards = 256

// add takes in entries, in any order.
func (x *index) add(entries []entry) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, e := range entries {
		x.shards[e.hash/(1<<64/shards)].entries.Push(e)
	}
}

// finish sorts the index, and removes lines that later lines have superseded.
func (x *index) finish() {
	var next atomic.Int64
	var workers conc.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			var scratch []entry
			for i := next.Add(1) - 1; i < shards; i = next.Add(1) - 1 {
				scratch = x.shards[i].finish(scratch[:0])
			}
		})
	}
	workers.Wait()
}

// find returns the offset of the line that may report the file. finish must have been called.
func (x *index) find(hash, check uint64) (offset int64, ok bool) {
	entries := &x.shards[hash/(1<<64/shards)].entries
	wanted := entry{hash, check << offsetBits}
	i := sort.Search(entries.Len(), func(i int) bool { return byHash(entries.At(i), wanted) >= 0 })
	if i == entries.Len() {
		return 0, false
	}
	e := entries.At(i)
	return e.offset(), e.same(wanted)
}

func (x *index) len() int {
	n := 0
	for i := range x.shards {
		n += x.shards[i].entries.Len()
	}
	return n
}

// A shard holds the entries of one part of all hashes.
type shard struct{ entries chunked.List[entry] }

// finish sorts the shard by way of scratch, which it returns grown.
func (s *shard) finish(scratch []entry) []entry {
	scratch = s.entries.AppendTo(scratch)
	slices.SortFunc(scratch, byHash)
	kept := scratch[:0]
	for i, e := range scratch {
		if i+1 == len(scratch) || !e.same(scratch[i+1]) {
			kept = append(kept, e)
		}
	}
	s.entries.Replace(kept)
	return scratch
}
