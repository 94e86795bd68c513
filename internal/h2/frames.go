package h2

import "encoding/binary"

// The parts of frames that a frameReader reads (RFC 9113, sections 4.1, 6.5 and 6.8).
const (
	frameHeaderBytes  = 9
	headersFrame      = 0x1
	settingsFrame     = 0x4
	goAwayFrame       = 0x7
	continuationFrame = 0x9
	ackFlag           = 0x1
	endHeadersFlag    = 0x4
	maxStreams        = 0x3 // SETTINGS_MAX_CONCURRENT_STREAMS

	maxKept = 16 << 10 // bytes of a frame; net/http ends a connection with larger frames
)

// A frameReader reads the bytes from a server, and reports frames that net/http does not report.
type frameReader struct {
	settings func(streams uint32, given bool)
	goAway   func(last, code uint32)
	long     func() // a header block is longer than longBlock
	// longBlock is half of the longest header that is accepted: a block is compressed.
	longBlock int64

	header  []byte
	left    int // bytes of the frame's payload that have not come
	payload []byte
	block   int64 // bytes of the header block that is under way, compressed; 0 if none is
}

// read takes the next bytes.
func (f *frameReader) read(p []byte) {
	for len(p) > 0 {
		if len(f.header) < frameHeaderBytes {
			n := min(frameHeaderBytes-len(f.header), len(p))
			f.header, p = append(f.header, p[:n]...), p[n:]
			if len(f.header) < frameHeaderBytes {
				return
			}
			f.left = int(f.header[0])<<16 | int(f.header[1])<<8 | int(f.header[2])
			f.begin()
		}
		n := min(f.left, len(p))
		if kind := f.header[3]; kind == settingsFrame || kind == goAwayFrame {
			f.payload = append(f.payload, p[:min(n, maxKept-len(f.payload))]...)
		}
		p, f.left = p[n:], f.left-n
		if f.left == 0 {
			f.report()
			f.header, f.payload = f.header[:0], f.payload[:0]
		}
	}
}

// begin counts the bytes of the header block to which a frame belongs.
func (f *frameReader) begin() {
	if kind := f.header[3]; kind != headersFrame && kind != continuationFrame {
		return
	}
	before := f.block
	if f.block += int64(f.left); before <= f.longBlock && f.block > f.longBlock {
		f.long()
	}
}

// report reports a whole frame.
func (f *frameReader) report() {
	switch kind, flags := f.header[3], f.header[4]; {
	case (kind == headersFrame || kind == continuationFrame) && flags&endHeadersFlag != 0:
		f.block = 0
	case kind == settingsFrame && flags&ackFlag == 0:
		f.settings(streamsIn(f.payload))
	case kind == goAwayFrame && len(f.payload) >= 8:
		f.goAway(binary.BigEndian.Uint32(f.payload)&^(1<<31), binary.BigEndian.Uint32(f.payload[4:]))
	}
}

// streamsIn returns the limit of streams in the payload of SETTINGS. If there is none, given is
// false.
func streamsIn(payload []byte) (streams uint32, given bool) {
	for ; len(payload) >= 6; payload = payload[6:] {
		if binary.BigEndian.Uint16(payload) == maxStreams {
			streams, given = binary.BigEndian.Uint32(payload[2:]), true
		}
	}
	return streams, given
}
