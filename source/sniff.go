package source

import (
	"bytes"
	"fmt"
	"slices"
)

// A FormatError reports that a list of codes is a file of another kind, by its first bytes.
type FormatError struct {
	List string // the path of the file, or "standard input"
	Is   string // the type of the file, with advice
}

func (e *FormatError) Error() string {
	return fmt.Sprintf("%s is not a list of codes: %s", e.List, e.Is)
}

// A signature is the beginning of files of one kind.
type signature struct {
	at     int // the place of bytes; mostly the beginning
	bytes  string
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

// signatures are the signatures of files that users pass as lists by mistake, for example an
// archive of the list. A list that is compressed with gzip or zstd is unpacked before. A longer
// signature comes before its own beginning. Most are from the tables of WHATWG MIME Sniffing,
// section 6, and of file(1).
func signatures() []signature {
	return []signature{
		{bytes: "\xff\xfe\x00\x00", is: utf32},
		{bytes: "\x00\x00\xfe\xff", is: utf32},
		{bytes: "\x1f\x8b", is: twice},
		{bytes: "\x1f\x9d", is: packed("compress", "gzip -dc")},
		{bytes: "\x28\xb5\x2f\xfd", is: twice},
		{bytes: "\xfd7zXZ\x00", is: packed("xz", "xz -dc")},
		{bytes: "\x04\x22\x4d\x18", is: packed("lz4", "lz4 -dc")},
		{bytes: "BZh", is: packed("bzip2", "bzip2 -dc"), binary: true},
		{bytes: "PK\x03\x04", is: unzip},
		{bytes: "PK\x05\x06", is: unzip},
		{bytes: "7z\xbc\xaf\x27\x1c", is: fmt.Sprintf(inside, "a 7z archive")},
		{bytes: "!<arch>\n", is: fmt.Sprintf(inside, "an ar archive (.a, .deb)")},
		{at: 257, bytes: "ustar\x0000", is: fmt.Sprintf(inside, "a tar archive")}, // POSIX, ustar
		{at: 257, bytes: "ustar  \x00", is: fmt.Sprintf(inside, "a tar archive")}, // GNU
		{bytes: "Rar!\x1a\x07", is: fmt.Sprintf(inside, "a RAR archive")},
		{bytes: "\x89PNG\r\n\x1a\n", is: fmt.Sprintf(picture, "PNG")},
		{bytes: "\xff\xd8\xff", is: fmt.Sprintf(picture, "JPEG")},
		{bytes: "GIF87a", is: fmt.Sprintf(picture, "GIF"), binary: true},
		{bytes: "GIF89a", is: fmt.Sprintf(picture, "GIF"), binary: true},
		{bytes: "RIFF", is: "it is a picture, a sound or a video (RIFF)", binary: true},
		{bytes: "BM", is: fmt.Sprintf(picture, "BMP"), binary: true},
		{bytes: "II*\x00", is: fmt.Sprintf(picture, "TIFF")},
		{bytes: "MM\x00*", is: fmt.Sprintf(picture, "TIFF")},
		{bytes: "\x00\x00\x01\x00", is: fmt.Sprintf(picture, "ICO")},
		{bytes: "\x7fELF", is: fmt.Sprintf(program, "ELF")},
		{bytes: "MZ", is: fmt.Sprintf(program, "Windows"), binary: true},
		{bytes: "\xfe\xed\xfa\xce", is: fmt.Sprintf(program, "Mach-O")},
		{bytes: "\xfe\xed\xfa\xcf", is: fmt.Sprintf(program, "Mach-O")},
		{bytes: "\xce\xfa\xed\xfe", is: fmt.Sprintf(program, "Mach-O")},
		{bytes: "\xcf\xfa\xed\xfe", is: fmt.Sprintf(program, "Mach-O")},
		{bytes: "\xca\xfe\xba\xbe", is: fmt.Sprintf(program, "Mach-O or Java")},
		{bytes: "\x00asm", is: fmt.Sprintf(program, "WebAssembly")},
		{bytes: "%PDF-", is: fmt.Sprintf(inside, "a PDF document")},
		{bytes: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", is: fmt.Sprintf(inside, "a document of Microsoft Office")},
		{bytes: "SQLite format 3\x00", is: fmt.Sprintf(inside, "an SQLite database")},
		{bytes: "PAR1", is: fmt.Sprintf(inside, "a Parquet file"), binary: true},
	}
}

// format returns the type of a file that begins with head. If the file can be a list of codes,
// format returns an empty string. With null, codes end in NUL, and NUL is not evidence of another
// type.
func format(head []byte, null bool) string {
	for _, s := range signatures() {
		if bytes.HasPrefix(head[min(s.at, len(head)):], []byte(s.bytes)) && (!s.binary || isBinary(head, null)) {
			return s.is
		}
	}
	if !null && isUTF16(head) {
		return utf16
	}
	return ""
}

// isBinary reports whether head has a control character that is not in texts (WHATWG MIME Sniffing,
// section 3).
func isBinary(head []byte, null bool) bool {
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
