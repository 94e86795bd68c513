package parts

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"reflect"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// Entries are read as they were written, and another reader of zstd skips the frame.
func TestPlaces(t *testing.T) {
	want := []Entry{
		{Seq: 1},
		{Seq: 3, Refused: &Refusal{Quoted: true, Reason: "line 3: has a quote"}},
		{Seq: 200},
		{Seq: 1 << 40},
		{Seq: 1<<40 + 1, Refused: &Refusal{TooLong: true, Reason: "is too long"}},
		{Seq: 1<<40 + 2, Refused: &Refusal{}},
	}
	f := NewFrame(7, 1024)
	if !f.IsEmpty() {
		t.Error("a frame without entries is not empty")
	}
	for _, e := range want {
		f.Add(e)
	}
	if f.IsEmpty() || f.Size() != len(f.Bytes()) {
		t.Errorf("empty %t, %d bytes of %d", f.IsEmpty(), f.Size(), len(f.Bytes()))
	}
	d, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if text, err := d.DecodeAll(f.Bytes(), nil); err != nil || len(text) != 0 {
		t.Errorf("another reader: %q, %v", text, err)
	}
	content := f.Bytes()[headerSize:]
	if !IsPlaces(content) || IsPlaces([]byte("hoist")) {
		t.Error("the tag is not recognized")
	}
	got, p, err := entries(content)
	if err != nil || p.K != 7 || p.N != 1024 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v of %d/%d, %v", got, p.K, p.N, err)
	}
}

func entries(content []byte) (all []Entry, p Places, err error) {
	p, err = ParsePlaces(content)
	for err == nil {
		e, ok, failed := p.Next()
		if !ok {
			return all, p, failed
		}
		all = append(all, e)
	}
	return all, p, err
}

// summed returns the content of a frame with its checksum.
func summed(content string) []byte {
	return binary.LittleEndian.AppendUint32([]byte(content), crc32.Checksum([]byte(content), castagnoli))
}

// A frame with a flipped bit is an error.
func TestFlippedBits(t *testing.T) {
	f := NewFrame(7, 1024)
	f.Add(Entry{Seq: 3, Refused: &Refusal{Reason: "has a quote"}})
	f.Add(Entry{Seq: 9})
	content := f.Bytes()[headerSize:]
	for i := range 8 * len(content) {
		content[i/8] ^= 1 << (i % 8)
		if all, _, err := entries(content); IsPlaces(content) && !errors.Is(err, errPlaces) {
			t.Errorf("bit %d: %+v, %v", i, all, err)
		}
		content[i/8] ^= 1 << (i % 8)
	}
	for size := range content {
		if all, _, err := entries(content[:size]); !errors.Is(err, errPlaces) {
			t.Errorf("%d bytes: %+v, %v", size, all, err)
		}
	}
}

// A frame that is cut within an entry, or has impossible numbers, is an error.
func TestBrokenPlaces(t *testing.T) {
	for name, content := range map[string]string{
		"no part":        tag,
		"no count":       tag + "\x01",
		"part 0":         tag + "\x00\x04",
		"part 5 of 4":    tag + "\x05\x04",
		"too many parts": tag + "\x01\xff\xff\xff\x7f",
		"place 0":        tag + "\x01\x04\x00",
		"same place":     tag + "\x01\x04\x02\x00",
		"cut number":     tag + "\x01\x04\x82",
		"overflow":       tag + "\x01\x04\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01\x04",
		"no flags":       tag + "\x01\x04\x03",
		"no reason":      tag + "\x01\x04\x03\x00",
		"cut reason":     tag + "\x01\x04\x03\x00\x02b",
	} {
		if all, _, err := entries(summed(content)); !errors.Is(err, errPlaces) {
			t.Errorf("%s: %+v, %v", name, all, err)
		}
	}
}

// Any content is read or refused, and what was read is written in the same way.
func FuzzPlaces(f *testing.F) {
	f.Add([]byte("\x01\x04\x02\x03\x01\x02bc"))
	f.Add([]byte("\x07\x80\x08\x80\x80\x01\x02"))
	f.Fuzz(func(t *testing.T, rest []byte) {
		all, p, err := entries(summed(tag + string(rest)))
		if err != nil {
			return
		}
		frame := NewFrame(p.K, p.N)
		for _, e := range all {
			frame.Add(e)
		}
		again, q, err := entries(frame.Bytes()[headerSize:])
		if err != nil || q.K != p.K || q.N != p.N || !reflect.DeepEqual(again, all) {
			t.Errorf("%+v became %+v, %v", all, again, err)
		}
	})
}
