// Package spool keeps bodies while they come: in memory at first, and in a file if they are large.
// It computes their SHA-256, and the hashes that are asked for ([NewWriter]).
//
// A body begins in a shared buffer of 4 KiB. When the buffer is full, the body gets a buffer of 64
// KiB. When that is full too, it gets a file. The store makes the file ([Files]), so a large body
// is never copied. A body that stays in memory is hashed when it is whole. Any other body is hashed
// as it is written.
//
// When a body has 1 MiB, it takes a copySlot, if one of four is free. Then a parallelCopy copies
// it. Three goroutines, each with a chunk of 128 KiB, read in turn, write in parallel by offset,
// and hash in turn. So a chunk stays with one processor and in its cache. With one goroutine that
// reads and writes and another that hashes, a large file has 0.9 of the speed.
//
// A [Writer] receives a body. After an error of the reader another ReadFrom may continue it. It
// ends as a [Body], or is discarded.
package spool
