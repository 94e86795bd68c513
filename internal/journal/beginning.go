package journal

import (
	"bufio"
	"bytes"
	"io"
	"os"

	"github.com/hoist/hoist/internal/unpack"
)

// mostBeginning is the number of bytes from which IsLog recognizes a log, as they are in the file,
// and unpacked.
const mostBeginning = 256 << 10

// IsLog reports whether the file path begins as a log does. The log may be compressed, and begin
// with a byte order mark and with empty lines, which other programs add.
func IsLog(path string) bool {
	f, err := openRegular(path)
	if err != nil || f == nil {
		return false
	}
	defer f.Close() // it is only read
	unpacked := unpack.NewReader(io.LimitReader(f, mostBeginning))
	text := bufio.NewReader(io.LimitReader(unpacked, mostBeginning))
	if mark, _ := text.Peek(len(byteOrderMark)); string(mark) == byteOrderMark {
		text.Discard(len(byteOrderMark)) // they are in the buffer
	}
	for {
		head, _ := text.Peek(len(lineStart))
		blank := len(head) - len(bytes.TrimLeft(head, " \t\r\n"))
		if blank == 0 {
			return string(head) == lineStart
		}
		text.Discard(blank)
	}
}

const byteOrderMark = "\ufeff"

// Compression returns the format in which the file path is compressed. A file that is missing, or
// can't be read, is plain.
func Compression(path string) unpack.Format {
	f, err := openRegular(path)
	if err != nil || f == nil {
		return unpack.Plain
	}
	defer f.Close() // it is only read
	r := unpack.NewReader(io.LimitReader(f, mostBeginning))
	r.Read(make([]byte, 1)) // the format is known even if there is an error
	return r.Format()
}

// openRegular opens a regular file for reading. Any other file is nil.
func openRegular(path string) (*os.File, error) {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return nil, err
	}
	return os.Open(path)
}
