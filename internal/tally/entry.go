package tally

import (
	"cmp"
	"hash/maphash"
)

// An entry is one line of a file, in 24 bytes. If a line has no name, the name in its entry is 0.
type entry struct {
	code uint64 // hash
	when uint64 // time in microseconds, and the upper bits of the name's hash
	line uint64 // number of the line, the lower bits of the name's hash, and the class
}

const (
	timeBits  = 52 // until 2112
	lineBits  = 38
	classBits = 2
	upperBits = 64 - timeBits             // of the name's hash
	lowerBits = 64 - lineBits - classBits // of the name's hash
	nameBits  = upperBits + lowerBits

	latest    = 1<<timeBits - 1
	mostLines = 1 << lineBits
)

// newEntry makes the entry of a line. name has nameBits bits.
func newEntry(code, name uint64, at int64, line uint64, c class) entry {
	when := min(uint64(max(at, 0)), latest)
	return entry{
		code: code,
		when: when<<upperBits | name>>lowerBits,
		line: line<<(64-lineBits) | name%(1<<lowerBits)<<classBits | uint64(c),
	}
}

func (e entry) class() class   { return class(e.line % (1 << classBits)) }
func (e entry) number() uint64 { return e.line >> (64 - lineBits) }
func (e entry) time() uint64   { return e.when >> upperBits }

func (e entry) name() uint64 {
	return e.when%(1<<upperBits)<<lowerBits | e.line>>classBits%(1<<lowerBits)
}

func sameCode(a, b entry) bool { return a.code == b.code }
func sameFile(a, b entry) bool { return a.code == b.code && a.name() == b.name() }

// byTime compares two lines. Lines of the same time are in the order of reading.
func byTime(a, b entry) int {
	return cmp.Or(cmp.Compare(a.time(), b.time()), cmp.Compare(a.number(), b.number()))
}

func byFile(a, b entry) int {
	return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.name(), b.name()), byTime(a, b))
}

// A hasher hashes codes and names, with seeds of its own: an index lives no longer than its
// process. If two codes had equal hashes, or two names of one code, they would count as one. Among
// a billion codes the probability is less than 3 %.
type hasher struct{ codes, names maphash.Seed }

func newHasher() hasher { return hasher{maphash.MakeSeed(), maphash.MakeSeed()} }

func (h hasher) code(code string) uint64 { return maphash.String(h.codes, code) }

// name returns a hash of nameBits bits. It is not 0.
func (h hasher) name(name string) uint64 { return max(maphash.String(h.names, name)>>(64-nameBits), 1) }
