package source

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"sync/atomic"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/hoist/hoist/internal/filekind"
	"github.com/hoist/hoist/internal/unpack"
)

// firstBytes is the number of bytes by which the type of a list is recognized.
const firstBytes = 512

// A listReader reads the text of a list of codes: it unpacks gzip and zstd, and turns UTF-16 with a
// byte order mark into UTF-8. Its first read checks whether the first bytes of the text can be a
// list. If they can't, every read returns a *FormatError. A listReader waits for one read only, so
// that a code is passed on as soon as it comes.
type listReader struct {
	name string // for people
	null bool   // codes end in NUL

	raw      countingReader
	copies   *copier        // of raw; nil for none
	unpacked *unpack.Reader // of raw
	text     *bufio.Reader  // of unpacked; nil before the first read and after the last
	converts bool           // text is converted from UTF-16
	err      error          // that ended the reading
	places   places         // of the codes, if the list is a part

	size   int64        // of a regular file, from where reading begins; else negative
	passed atomic.Int64 // bytes of the codes that were passed on
}

func newList(r io.Reader, name string, null bool) *listReader {
	l := &listReader{name: name, null: null, raw: countingReader{r: r}, size: -1}
	l.unpacked = unpack.NewReader(&l.raw)
	l.unpacked.OnSkipped(l.places.add)
	return l
}

// A countingReader counts the bytes that were read.
type countingReader struct {
	r    io.Reader
	read int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.read += int64(n)
	return n, err
}

// A copier copies the bytes of a list as they are read. The headers of all lists are read before
// the codes of the first. So it keeps the bytes until the codes of its list are read, and the
// copies of several lists are one after the other.
type copier struct {
	r     io.Reader
	w     io.Writer
	early []byte // read before begin
	begun bool
	err   error // of w
}

func (c *copier) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if !c.begun {
		c.early = append(c.early, p[:n]...)
	} else if c.err == nil {
		_, c.err = c.w.Write(p[:n])
	}
	return n, cmp.Or(c.err, err)
}

// begin copies what was read, and from then on what is read. For nil, begin does nothing.
func (c *copier) begin() {
	if c == nil || c.begun {
		return
	}
	c.begun = true
	_, c.err = c.w.Write(c.early)
	c.early = nil
}

// copyTo makes the list copy its bytes to w.
func (l *listReader) copyTo(w io.Writer) {
	l.copies = &copier{r: l.raw.r, w: w}
	l.raw.r = l.copies
}

// A buffered is a bufio.Reader of a list.
type buffered struct {
	*bufio.Reader
	list *listReader // nil for another reader
}

func newBuffered(r io.Reader) buffered {
	list, _ := r.(*listReader)
	return buffered{bufio.NewReaderSize(r, 32<<10), list}
}

// pass records that all codes before the buffered bytes are passed on.
func (b buffered) pass() {
	if b.list != nil {
		b.list.pass(b.Buffered())
	}
}

// pass records that all codes are passed on but those in the last bytes of the text. If the text
// was unpacked or converted, it is not known how many bytes of the list these are: then they count
// as passed on.
func (l *listReader) pass(last int) {
	passed := l.raw.read - int64(l.unpacked.Buffered())
	if l.unpacked.Format() == unpack.Plain && !l.converts {
		passed -= int64(last)
		if l.text != nil {
			passed -= int64(l.text.Buffered())
		}
	}
	l.passed.Store(passed)
}

// probe returns a listReader of f, a regular file, from its offset on. It does not change the
// offset.
func (l *listReader) probe(f *os.File) (*listReader, error) {
	offset, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil {
		l.size = max(info.Size()-offset, 0)
	}
	all := io.NewSectionReader(f, offset, math.MaxInt64-offset) // some systems give 0 as the size of a file that has bytes
	return newList(all, l.name, l.null), nil
}

// checkFile checks the first bytes of f, a regular file.
func (l *listReader) checkFile(f *os.File) error {
	probe, err := l.probe(f)
	if err != nil {
		return nil // it comes again when f is read
	}
	probe.open()
	l.places.k, l.places.n = probe.places.k, probe.places.n
	return probe.err
}

// open begins the text, and checks its first bytes. An error of the list comes again when the text
// is read. A part of hoist split was checked when it was split.
func (l *listReader) open() {
	l.text = bufio.NewReaderSize(l.unpacked, firstBytes)
	if l.text.Peek(1); l.places.isPart() {
		return
	}
	if isMarkedUTF16(l.text) {
		decoder := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
		l.text, l.converts = bufio.NewReaderSize(transform.NewReader(l.text, decoder), firstBytes), true
	}
	l.text.Peek(1)
	first, _ := l.text.Peek(l.text.Buffered())
	if is := filekind.Of(first, l.null); is != "" {
		l.err = &FormatError{List: l.name, Is: is}
	}
}

// isMarkedUTF16 reports whether a text begins with a byte order mark of UTF-16. It waits for more
// bytes only while those that are there may be the beginning of the mark.
func isMarkedUTF16(text *bufio.Reader) bool {
	head, _ := text.Peek(1)
	if len(head) == 0 || head[0] != 0xff && head[0] != 0xfe {
		return false
	}
	if head, _ = text.Peek(2); string(head) != "\xff\xfe" {
		return string(head) == "\xfe\xff"
	}
	head, _ = text.Peek(4)
	return string(head) != "\xff\xfe\x00\x00" // the mark of UTF-32
}

// Read is io.Reader's.
func (l *listReader) Read(p []byte) (n int, err error) {
	if l.text == nil && l.err == nil {
		l.open()
	}
	if l.err != nil {
		return 0, l.err
	}
	n, err = l.text.Read(p)
	if broken, ok := errors.AsType[*unpack.Error](err); ok {
		err = fmt.Errorf("%s: %w", l.name, broken)
	}
	if err != nil {
		l.err, l.text = err, nil
	}
	return n, err
}

// A FormatError reports that a list of codes is a file of another kind, by its first bytes.
type FormatError struct {
	List string // the path of the file, or "standard input"
	Is   string // the type of the file, with advice
}

func (e *FormatError) Error() string {
	return fmt.Sprintf("%s is not a list of codes: %s", e.List, e.Is)
}
