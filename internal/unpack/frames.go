package unpack

import (
	"bufio"
	"encoding/binary"
	"io"
)

// mostSkippable is the largest content of a skippable frame that is passed on.
const mostSkippable = 1 << 20

// frames reads zstd data (RFC 8878, section 3.1) and takes skippable frames out of it. It reads no
// further than the unpacker needs, and leaves errors in the data to it.
type frames struct {
	in       *bufio.Reader
	skipped  func(content []byte) error
	left     int64 // bytes to pass on before the next step
	inFrame  bool
	checksum bool  // the frame ends with one
	broken   bool  // all other bytes are passed on
	refused  error // by skipped
	err      error // of a frame that was to be taken out
}

// The sizes of fields of a frame, by RFC 8878, section 3.1.1.
const (
	magicSize = 4
	blockHead = 3
)

func (f *frames) Read(p []byte) (int, error) {
	for f.left == 0 && !f.broken {
		if err := f.next(); err != nil {
			return 0, err
		}
	}
	if !f.broken && int64(len(p)) > f.left {
		p = p[:f.left]
	}
	n, err := f.in.Read(p)
	f.left -= int64(n)
	return n, err
}

// next goes to the next step: a frame or a block. At the end of the data it returns io.EOF.
func (f *frames) next() error {
	if f.inFrame {
		return f.block()
	}
	head, err := f.in.Peek(magicSize)
	if err != nil {
		f.broken = len(head) > 0
		if f.broken {
			return nil // the unpacker reports that the data breaks off
		}
		return err
	}
	switch magic := binary.LittleEndian.Uint32(head); {
	case magic == 0xFD2FB528:
		return f.frame()
	case magic&^0xf == 0x184D2A50:
		f.err = f.skippable()
		return f.err
	}
	f.broken = true
	return nil
}

// frame begins a frame.
func (f *frames) frame() error {
	head, err := f.in.Peek(magicSize + 1)
	if err != nil {
		f.broken = true
		return nil
	}
	descriptor := head[magicSize]
	single := descriptor>>5&1 == 1
	size := magicSize + 1 + []int{0, 1, 2, 4}[descriptor&3] + []int{0, 2, 4, 8}[descriptor>>6]
	if !single || descriptor>>6 == 0 {
		size++ // the window, or the size of the content in a byte
	}
	f.left, f.inFrame, f.checksum = int64(size), true, descriptor>>2&1 == 1
	return nil
}

// block begins a block.
func (f *frames) block() error {
	head, err := f.in.Peek(blockHead)
	if err != nil {
		f.broken = true
		return nil
	}
	header := uint32(head[0]) | uint32(head[1])<<8 | uint32(head[2])<<16
	last, kind, size := header&1 == 1, header>>1&3, int64(header>>3)
	if kind == 1 { // a byte that is repeated
		size = 1
	}
	f.left, f.inFrame = blockHead+size, !last
	if last && f.checksum {
		f.left += 4
	}
	return nil
}

// skippable takes a skippable frame.
func (f *frames) skippable() error {
	var head [8]byte
	if _, err := io.ReadFull(f.in, head[:]); err != nil {
		return noEOF(err)
	}
	size := int64(binary.LittleEndian.Uint32(head[4:]))
	if size > mostSkippable {
		_, err := io.CopyN(io.Discard, f.in, size)
		return noEOF(err)
	}
	content := make([]byte, size)
	if _, err := io.ReadFull(f.in, content); err != nil {
		return noEOF(err)
	}
	f.refused = f.skipped(content)
	return f.refused
}
