// Package filekind recognizes files that users pass as lists of codes by mistake, by their first
// bytes.
package filekind

import (
	"bytes"
	"fmt"
	"slices"
)

// A Signature is the beginning of files of one kind.
type Signature struct {
	At     int // the place of Bytes; mostly the beginning
	Bytes  string
	is     string
	binary bool // a list can begin with the same letters, so there must be a byte that no text has
}

const (
	utf16 = "it is UTF-16 text without a byte order mark; convert it to UTF-8 (iconv -f UTF-16LE -t UTF-8) " +
		"or write the mark"
	utf32   = "it is UTF-32 text; convert it to UTF-8 (iconv -f UTF-32 -t UTF-8)"
	unzip   = "it is a zip archive (.zip, .xlsx, .docx, .jar, ...); give the text that is in it"
	picture = "it is a picture (%s)"
	program = "it is an executable (%s)"
	twice   = "it is compressed twice; unpack it once first"
	inside  = "it is %s; give the text that is in it"
)

// packed is the text for files that tool unpacks to standard output.
func packed(format, tool string) string {
	return fmt.Sprintf("it is compressed by %s; unpack it first (%s)", format, tool)
}

// Signatures returns the signatures of files that users pass as lists by mistake, for example an
// archive of the list. A list that is compressed with gzip or zstd is unpacked before. A longer
// Signature comes before its own beginning. Most are from the tables of WHATWG MIME Sniffing,
// section 6, and of file(1).
func Signatures() []Signature {
	return []Signature{
		{Bytes: "\xff\xfe\x00\x00", is: utf32},
		{Bytes: "\x00\x00\xfe\xff", is: utf32},
		{Bytes: "\x1f\x8b", is: twice},
		{Bytes: "\x1f\x9d", is: packed("compress", "gzip -dc")},
		{Bytes: "\x28\xb5\x2f\xfd", is: twice},
		{Bytes: "\xfd7zXZ\x00", is: packed("xz", "xz -dc")},
		{Bytes: "\x04\x22\x4d\x18", is: packed("lz4", "lz4 -dc")},
		{Bytes: "BZh", is: packed("bzip2", "bzip2 -dc"), binary: true},
		{Bytes: "PK\x03\x04", is: unzip},
		{Bytes: "PK\x05\x06", is: unzip},
		{Bytes: "7z\xbc\xaf\x27\x1c", is: fmt.Sprintf(inside, "a 7z archive")},
		{Bytes: "!<arch>\n", is: fmt.Sprintf(inside, "an ar archive (.a, .deb)")},
		{At: 257, Bytes: "ustar\x0000", is: fmt.Sprintf(inside, "a tar archive")}, // POSIX, ustar
		{At: 257, Bytes: "ustar  \x00", is: fmt.Sprintf(inside, "a tar archive")}, // GNU
		{Bytes: "Rar!\x1a\x07", is: fmt.Sprintf(inside, "a RAR archive")},
		{Bytes: "\x89PNG\r\n\x1a\n", is: fmt.Sprintf(picture, "PNG")},
		{Bytes: "\xff\xd8\xff", is: fmt.Sprintf(picture, "JPEG")},
		{Bytes: "GIF87a", is: fmt.Sprintf(picture, "GIF"), binary: true},
		{Bytes: "GIF89a", is: fmt.Sprintf(picture, "GIF"), binary: true},
		{Bytes: "RIFF", is: "it is a picture, a sound or a video (RIFF)", binary: true},
		{Bytes: "BM", is: fmt.Sprintf(picture, "BMP"), binary: true},
		{Bytes: "II*\x00", is: fmt.Sprintf(picture, "TIFF")},
		{Bytes: "MM\x00*", is: fmt.Sprintf(picture, "TIFF")},
		{Bytes: "\x00\x00\x01\x00", is: fmt.Sprintf(picture, "ICO")},
		{Bytes: "\x7fELF", is: fmt.Sprintf(program, "ELF")},
		{Bytes: "MZ", is: fmt.Sprintf(program, "Windows"), binary: true},
		{Bytes: "\xfe\xed\xfa\xce", is: fmt.Sprintf(program, "Mach-O")},
		{Bytes: "\xfe\xed\xfa\xcf", is: fmt.Sprintf(program, "Mach-O")},
		{Bytes: "\xce\xfa\xed\xfe", is: fmt.Sprintf(program, "Mach-O")},
		{Bytes: "\xcf\xfa\xed\xfe", is: fmt.Sprintf(program, "Mach-O")},
		{Bytes: "\xca\xfe\xba\xbe", is: fmt.Sprintf(program, "Mach-O or Java")},
		{Bytes: "\x00asm", is: fmt.Sprintf(program, "WebAssembly")},
		{Bytes: "%PDF-", is: fmt.Sprintf(inside, "a PDF document")},
		{Bytes: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", is: fmt.Sprintf(inside, "a document of Microsoft Office")},
		{Bytes: "SQLite format 3\x00", is: fmt.Sprintf(inside, "an SQLite database")},
		{Bytes: "PAR1", is: fmt.Sprintf(inside, "a Parquet file"), binary: true},
	}
}

// Of returns the kind of a file that begins with head. If the file can be a list of codes, Of
// returns an empty string. If null is set, codes end in NUL, and NUL is not evidence of another
// kind.
func Of(head []byte, null bool) string {
	for _, s := range Signatures() {
		if bytes.HasPrefix(head[min(s.At, len(head)):], []byte(s.Bytes)) && (!s.binary || IsBinary(head, null)) {
			return s.is
		}
	}
	if !null && isUTF16(head) {
		return utf16
	}
	return ""
}

// IsBinary reports whether head has a control character that is not in texts (WHATWG MIME Sniffing,
// section 3). If null is set, NUL is not such a character.
func IsBinary(head []byte, null bool) bool {
	return slices.ContainsFunc(head, func(b byte) bool {
		return b < 0x20 && b != '\t' && b != '\n' && b != '\f' && b != '\r' && b != 0x1b && (b != 0 || !null)
	})
}

// isUTF16 finds UTF-16 without a byte order mark by the letters of ASCII in it: one byte of two is
// NUL, and the other never.
func isUTF16(head []byte) bool {
	head = head[:len(head)&^1]
	if len(head) < 4 {
		return false
	}
	var even, odd int
	for i := 0; i < len(head); i += 2 {
		if head[i] == 0 {
			even++
		}
		if head[i+1] == 0 {
			odd++
		}
	}
	pairs := len(head) / 2
	return even == 0 && odd == pairs || odd == 0 && even == pairs
}
