// Package spool keeps bodies while they come: in memory at first, and in a file when they are
// large. It hashes them on the way.
//
// A body begins in a shared buffer of 4 KiB. When that is full it gets one of 64 KiB, and when that
// is full too, a file. [Files] makes the file: a store does so itself, so that a large body is
// never copied. A body that stays in memory is hashed when it is whole, any other as it is written.
//
// From 1 MiB on a body takes a copySlot, if one of four is free, and is copied by a parallelCopy:
// three goroutines, each with a chunk of 128 KiB, read in turn, write side by side by offset, and
// hash in turn. A chunk stays with one processor and in its cache. With one goroutine that reads
// and writes and another that hashes, a large file comes at 0.9 of the speed.
//
// A [Writer] takes in a body, and may go on with it in another ReadFrom after an error of the
// reader. It becomes a [Body], or is discarded.
package spool
