package split

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"

	"github.com/klauspost/compress/zstd"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/parts"
)

// A block is a full buffer of a part.
type block struct {
	k     int
	text  []byte
	frame parts.Frame
}

// A worker compresses the blocks of some parts, and appends them to their files in the order in
// which they come.
type worker struct {
	place *place
	in    chan block
	free  chan<- []byte
	size  int // of a full buffer
	zstd  *zstd.Encoder
	out   []byte
	first atomic.Pointer[error]
	done  chan struct{}
}

func newWorker(place *place, free chan<- []byte, size int) (*worker, error) {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(mostBuffer))
	if err != nil {
		return nil, err
	}
	w := &worker{place: place, in: make(chan block, 16), free: free, size: size, zstd: encoder, done: make(chan struct{})}
	go w.run()
	return w, nil
}

// run writes the blocks. After an error it skips the rest.
func (w *worker) run() {
	defer close(w.done)
	for b := range w.in {
		if w.failed() == nil {
			if err := w.write(b); err != nil {
				err = fmt.Errorf("part %d of %s: %w", b.k, w.place.dir, disk.Bare(err))
				w.first.Store(&err)
			}
		}
		if cap(b.text) <= w.size*3/2 { // the buffer of a long input is not kept, as a part that gets few codes would have it
			select {
			case w.free <- b.text[:0]:
			default:
			}
		}
	}
}

func (w *worker) write(b block) error {
	w.out = w.zstd.EncodeAll(b.text, append(w.out[:0], b.frame.Bytes()...))
	f, err := os.OpenFile(w.place.temporary(parts.Name(b.k, w.place.ending)), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(w.out)
	return errors.Join(err, f.Close())
}

// failed returns the first error.
func (w *worker) failed() error {
	if err := w.first.Load(); err != nil {
		return *err
	}
	return nil
}

// stop waits until all blocks are written. It returns the first error.
func (w *worker) stop() error {
	close(w.in)
	<-w.done
	return errors.Join(w.failed(), w.zstd.Close())
}
