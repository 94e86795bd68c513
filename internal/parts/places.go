package parts

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// A file of hoist split is zstd: frames of text, each after a skippable frame (RFC 8878, section
// 3.1.2) with the places of its codes in the whole list. Other readers of zstd skip these. The
// content of such a frame is the tag, the number of the part, the number of parts, and an entry for
// each code of the frame of text that follows. Numbers are varints (encoding/binary). The last four
// bytes are the CRC-32C of the others, little-endian: a wrong place would be the number of another
// code, and zstd has no checksum of skippable frames.
//
// An entry is twice the distance from the place of the entry before. The first has the distance from
// 0. If the input was refused, 1 is added, and after the number come a byte of flags, and the length and
// bytes of the reason.

// tag begins the content of the frames. The last byte is the version.
const tag = "hoist\x01"

// magic is the magic number of the frames. Their content decides, since other programs may use the
// same number.
const magic = 0x184D2A57

// MaxFrame is the largest content of a frame in bytes.
const MaxFrame = 1 << 20

// An Entry is the place of an input.
type Entry struct {
	Seq     uint64   // from 1
	Refused *Refusal // nil if it can be a code
}

// A Refusal is about an input that can't be a code.
type Refusal struct {
	TooLong bool   // the input is too long
	Quoted  bool   // the text has the input in a form that can't break other inputs
	Reason  string // in the whole list
}

// A Frame is a frame of places that is being written. The zero value is not usable.
type Frame struct {
	bytes []byte
	head  int // the size of bytes without entries
	last  uint64
}

// headerSize is the size of the header of a skippable frame.
const headerSize = 8

// NewFrame returns a frame without entries for part k of n.
func NewFrame(k, n int) Frame {
	b := binary.LittleEndian.AppendUint32(make([]byte, 0, 32), magic)
	b = append(append(b, 0, 0, 0, 0), tag...)
	b = binary.AppendUvarint(b, uint64(k))
	b = binary.AppendUvarint(b, uint64(n))
	return Frame{bytes: b, head: len(b)}
}

// The flags of a refused input.
const (
	flagTooLong = 1 << iota
	flagQuoted
)

// Add adds an entry. Places are in ascending order.
func (f *Frame) Add(e Entry) {
	distance := (e.Seq - f.last) << 1
	f.last = e.Seq
	r := e.Refused
	if r == nil {
		f.bytes = binary.AppendUvarint(f.bytes, distance)
		return
	}
	flags := byte(0)
	if r.TooLong {
		flags |= flagTooLong
	}
	if r.Quoted {
		flags |= flagQuoted
	}
	f.bytes = append(binary.AppendUvarint(f.bytes, distance|1), flags)
	f.bytes = append(binary.AppendUvarint(f.bytes, uint64(len(r.Reason))), r.Reason...)
}

// Size returns the size of the frame in bytes.
func (f *Frame) Size() int { return len(f.bytes) + checksumSize }

// IsEmpty reports whether the frame has no entries.
func (f *Frame) IsEmpty() bool { return len(f.bytes) == f.head }

// Bytes returns the whole frame. It is valid until the next call of another method.
func (f *Frame) Bytes() []byte {
	binary.LittleEndian.PutUint32(f.bytes[4:], uint32(len(f.bytes)-headerSize+checksumSize))
	return binary.LittleEndian.AppendUint32(f.bytes, crc32.Checksum(f.bytes[headerSize:], castagnoli))
}

const checksumSize = 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Places are the entries of a frame that was read.
type Places struct {
	K, N int // the part, and the number of parts
	rest []byte
	last uint64
}

// errPlaces is the error of a frame that can't be read.
var errPlaces = errors.New("the places of a part of hoist split can't be read")

// IsPlaces reports whether a skippable frame with this content has the places of a part.
func IsPlaces(content []byte) bool { return bytes.HasPrefix(content, []byte(tag)) }

// ParsePlaces reads the content of a frame for which IsPlaces is true. It keeps content.
func ParsePlaces(content []byte) (Places, error) {
	end := len(content) - checksumSize
	if end < len(tag) || binary.LittleEndian.Uint32(content[end:]) != crc32.Checksum(content[:end], castagnoli) {
		return Places{}, errPlaces
	}
	p := Places{rest: content[len(tag):end]}
	k, n := p.number(), p.number()
	if p.rest == nil || k < 1 || k > n || n > MaxParts {
		return Places{}, errPlaces
	}
	p.K, p.N = int(k), int(n)
	return p, nil
}

// Next returns the next entry. After the last, ok is false.
func (p *Places) Next() (e Entry, ok bool, err error) {
	if len(p.rest) == 0 {
		return Entry{}, false, nil
	}
	distance := p.number()
	e = Entry{Seq: p.last + distance>>1}
	if p.rest == nil || e.Seq <= p.last {
		return Entry{}, false, errPlaces
	}
	p.last = e.Seq
	if distance&1 == 1 {
		flags := p.number()
		e.Refused = &Refusal{TooLong: flags&flagTooLong != 0, Quoted: flags&flagQuoted != 0, Reason: p.text()}
	}
	if p.rest == nil {
		return Entry{}, false, errPlaces
	}
	return e, true, nil
}

// number reads a number. If there is none, rest is nil.
func (p *Places) number() uint64 {
	n, size := binary.Uvarint(p.rest)
	if size <= 0 {
		p.rest = nil
		return 0
	}
	p.rest = p.rest[size:]
	return n
}

// text reads a text. If there is none, rest is nil.
func (p *Places) text() string {
	size := p.number()
	if size > uint64(len(p.rest)) {
		p.rest = nil
		return ""
	}
	text := string(p.rest[:size])
	p.rest = p.rest[size:]
	return text
}

// Size returns the number of bytes that are not read yet.
func (p *Places) Size() int { return len(p.rest) }
