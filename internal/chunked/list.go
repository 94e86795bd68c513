// Package chunked has a list for indexes of millions of entries. It grows by chunks of fixed size,
// so growing copies no entries and leaves no garbage. An entry costs its own size; the last chunk
// may be partly empty.
package chunked

import "slices"

// Len is the number of entries in a chunk.
const Len = 256

// A List is a list in chunks. The zero value is empty.
type List[T any] struct {
	chunks [][]T // of Len each
	n      int
}

// Len returns the number of entries.
func (l *List[T]) Len() int { return l.n }

// Room returns the number of entries that the memory of the list has room for.
func (l *List[T]) Room() int { return len(l.chunks) * Len }

// At returns entry i.
func (l *List[T]) At(i int) T { return l.chunks[i/Len][i%Len] }

// Push appends an entry.
func (l *List[T]) Push(v T) {
	if l.n == l.Room() {
		l.chunks = append(l.chunks, make([]T, Len))
	}
	l.chunks[l.n/Len][l.n%Len] = v
	l.n++
}

// AppendTo appends all entries to s.
func (l *List[T]) AppendTo(s []T) []T {
	s = slices.Grow(s, l.n)
	for i, chunk := range l.chunks {
		s = append(s, chunk[:min(Len, l.n-i*Len)]...)
	}
	return s
}

// Replace replaces the entries by those of s, which are as many or fewer, and releases the chunks
// that it does not need.
func (l *List[T]) Replace(s []T) {
	l.n = len(s)
	for i, part := range slices.Collect(slices.Chunk(s, Len)) {
		copy(l.chunks[i], part)
	}
	l.chunks = slices.Clone(l.chunks[:(l.n+Len-1)/Len])
}
