package tally

import (
	"iter"
	"slices"

	"github.com/hoist/hoist/internal/chunked"
)

// An index has the lines that may count. Whenever a shard has grown by half, the index drops the
// lines that surely do not count. So its size depends on the number of files, and not on the number
// of lines.
type index struct {
	least   int // lines of a shard before any are dropped
	shards  [shards]shard
	scratch []entry
}

const (
	shards     = 256
	usualLeast = 1024 // index.least; entries of 24 bytes
)

// A shard has the lines of one part of all hashes.
type shard struct {
	lines chunked.List[entry]
	limit int // lines before some are dropped
}

// add adds a line. Lines may come in any order.
func (x *index) add(e entry) {
	s := &x.shards[e.code/(1<<64/shards)]
	s.lines.Push(e)
	if s.lines.Len() < max(s.limit, x.least) {
		return
	}
	lines := x.sorted(s)
	kept := lines[:0]
	for file := range groups(lines, sameFile) {
		kept = append(kept, decisive(file)...)
	}
	s.lines.Replace(kept)
	s.limit = len(kept) + len(kept)/2
}

// sorted returns the lines of a shard by file and time, in the scratch memory.
func (x *index) sorted(s *shard) []entry {
	x.scratch = s.lines.AppendTo(x.scratch[:0])
	slices.SortFunc(x.scratch, byFile)
	return x.scratch
}

// counted empties the index, and returns the lines that count, one for each file.
func (x *index) counted(lines uint64) lineSet {
	set := newLineSet(lines)
	for i := range x.shards {
		for code := range groups(x.sorted(&x.shards[i]), sameCode) {
			countedOf(code, func(e entry) { set.add(e.number()) })
		}
		x.shards[i] = shard{}
	}
	return set
}

// groups yields the parts of sorted whose entries are the same. The caller may change a part.
func groups(sorted []entry, same func(a, b entry) bool) iter.Seq[[]entry] {
	return func(yield func([]entry) bool) {
		for len(sorted) > 0 {
			n := 1
			for n < len(sorted) && same(sorted[0], sorted[n]) {
				n++
			}
			part := sorted[:n]
			sorted = sorted[n:]
			if !yield(part) {
				return
			}
		}
	}
}

// A lineSet is a set of line numbers, with one bit for each line.
type lineSet []uint64

func newLineSet(lines uint64) lineSet { return make(lineSet, lines/64+1) }

func (s lineSet) add(line uint64)      { s[line/64] |= 1 << (line % 64) }
func (s lineSet) has(line uint64) bool { return s[line/64]>>(line%64)&1 == 1 }
