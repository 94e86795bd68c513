package spool

import (
	"context"
	"errors"
	"io"

	"github.com/hoist/hoist/internal/digest"
	"github.com/hoist/hoist/internal/outcome"
)

// A Spool makes files for bodies that are too large for memory. It is safe for use by several
// goroutines.
type Spool struct {
	files  Files
	copies copySlots
}

// New returns a spool whose files are made by files.
func New(files Files) *Spool { return &Spool{files, newCopySlots()} }

// A Writer receives a body. The owner must call Finish or Discard.
type Writer struct {
	body   Body
	others []digest.Algorithm
	hashes hashes // of the content of body.file
	filled int    // bytes in the buffer that are not in the file
}

// NewWriter returns a writer with an empty body. It computes the hashes of others in addition to
// SHA-256.
func NewWriter(others ...digest.Algorithm) Writer {
	return Writer{body: Body{memory: newBuffer()}, others: others}
}

// Size returns the number of bytes that have come.
func (w *Writer) Size() int64 { return w.body.Size }

// First returns the first n bytes, or all if fewer have come. If the body is in a file, it returns
// nil. That is after 64 KiB at the earliest.
func (w *Writer) First(n int) []byte {
	if w.body.file != nil {
		return nil
	}
	return (*w.body.memory)[:min(w.filled, n)]
}

// ReadFrom reads r to its end. Bytes that do not fit into the buffer go to a file of spool. Before
// that it calls admit after each read, and at the end of the body; an error of admit ends the
// reading. abort ends a read in progress. The error is that of r, that of admit, or that of a file,
// as an *outcome.Fatal. After an error of r the body is valid so far, and another ReadFrom may
// continue it.
func (w *Writer) ReadFrom(ctx context.Context, r io.Reader, spool *Spool, admit func(ended bool) error, abort func(error)) error {
	for {
		if slot := w.copySlot(spool); slot != nil {
			defer spool.copies.leave(slot)
			return w.copyIn(slot, r, admit, abort)
		}
		buf := *w.body.memory
		n, err := r.Read(buf[w.filled:])
		w.filled += n
		w.body.Size += int64(n)
		if err := admit(err == io.EOF); err != nil {
			return err
		}
		switch {
		case w.filled < len(buf) && (err != io.EOF || w.body.file == nil):
		case w.body.memory.isSmall():
			w.body.memory = w.body.memory.enlarge()
		default:
			if err := w.flush(ctx, spool); err != nil {
				return fatalUnlessFailure(err)
			}
		}
		switch err {
		case nil:
		case io.EOF:
			return nil
		default:
			return err
		}
	}
}

// flush moves the content of the buffer to the file.
func (w *Writer) flush(ctx context.Context, spool *Spool) (err error) {
	p := (*w.body.memory)[:w.filled]
	if w.body.file == nil {
		w.hashes = newHashes(w.others)
		w.body.file, err = spool.files.Create(ctx, p)
	} else {
		_, err = w.body.file.WriteAt(p, w.body.Size-int64(w.filled))
	}
	w.filled = 0
	w.hashes.Write(p)
	return err
}

// copySlot returns a slot to copy the rest of the body in parallel, which the caller must give
// back. If the body is not large or no slot is free, it returns nil.
func (w *Writer) copySlot(spool *Spool) *copySlot {
	if w.body.file == nil || w.filled > 0 || w.body.Size < parallelFrom {
		return nil
	}
	return spool.copies.enter()
}

// copyIn is like ReadFrom, but in parallel. The buffer must be empty.
func (w *Writer) copyIn(slot *copySlot, r io.Reader, admit func(ended bool) error, abort func(error)) error {
	c := parallelCopy{file: w.body.file, hashes: &w.hashes, at: w.body.Size, abort: abort, read: func(p []byte) (int, error) {
		n, err := r.Read(p)
		w.body.Size += int64(n)
		if refused := admit(err == io.EOF); refused != nil {
			if _, ok := errors.AsType[*outcome.Failure](refused); ok {
				n = 0 // no more of a refused body is written; a body that broke off may be continued
			}
			return n, refused
		}
		return n, err
	}}
	switch readErr, writeErr := c.run(slot); {
	case writeErr != nil:
		return fatalUnlessFailure(writeErr)
	case readErr != io.EOF:
		return readErr
	}
	return nil
}

// Finish returns the whole body. Then the Writer is empty.
func (w *Writer) Finish() Body {
	if w.body.file == nil {
		w.body.hash((*w.body.memory)[:w.filled], w.others)
	} else {
		w.hashes.sum(&w.body)
		w.body.releaseMemory()
	}
	body := w.body
	*w = Writer{}
	return body
}

// Discard drops the body.
func (w *Writer) Discard() { w.body.Discard() }

// fatalUnlessFailure makes an error of a file an *outcome.Fatal, since every job would meet it. A
// Failure is about one job and stays.
func fatalUnlessFailure(err error) error {
	if _, ok := errors.AsType[*outcome.Failure](err); ok {
		return err
	}
	return &outcome.Fatal{Err: err, Kind: outcome.Storage}
}
