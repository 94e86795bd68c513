package sink

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// A Console is stderr. The bar, which redraws one line, and whole lines of text, which go above it,
// share it. It is safe for use by several goroutines. Write errors are dropped, since they can't be
// reported anywhere.
type Console struct {
	mu  sync.Mutex
	w   io.Writer
	bar []byte // the text in the line of the cursor; empty without a bar
}

// NewConsole returns a Console on w.
func NewConsole(w io.Writer) *Console { return &Console{w: w} }

// clearLine returns to the first column and erases the line (ECMA-48: CR, EL).
const clearLine = "\r\x1b[K"

// Printf prints text above the bar, if there is a bar. The text must end its own lines.
func (c *Console) Printf(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.bar) > 0 {
		io.WriteString(c.w, clearLine)
	}
	fmt.Fprintf(c.w, format, args...)
	c.w.Write(c.bar)
}

// Write draws the bar: p redraws the current line, and leaves it when it ends in a line feed.
func (c *Console) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(p) == 0 {
		return 0, nil
	}
	c.bar = c.bar[:0]
	if !bytes.HasSuffix(p, []byte{'\n'}) {
		c.bar = append(c.bar, p...)
	}
	c.w.Write(p)
	return len(p), nil
}
