package sink

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"
)

// A Console is stderr. The status line, which is redrawn, and whole lines of text, which go above
// it, share it. It is safe for use by several goroutines. Write errors are dropped, since they
// can't be reported anywhere.
type Console struct {
	mu      sync.Mutex
	w       io.Writer
	width   func() int // of the window, in columns; 0 if it is not known
	reflows bool       // the terminal wraps a line anew when its window becomes narrower

	status  string // in the line of the cursor; empty without a status line
	columns int    // of status
}

// NewConsole returns a Console on w. If w is a terminal, the Console knows its width.
func NewConsole(w io.Writer) *Console {
	c := &Console{w: w, width: func() int { return 0 }, reflows: os.Getenv("XTERM_VERSION") == ""}
	if f, ok := w.(*os.File); ok {
		c.width = func() int {
			width, _, err := term.GetSize(int(f.Fd()))
			if err != nil {
				return 0
			}
			return width
		}
	}
	return c
}

// usualWidth takes the place of a width that is not known.
const usualWidth = 80

// Width returns the number of columns of the window.
func (c *Console) Width() int {
	if width := c.width(); width > 0 {
		return width
	}
	return usualWidth
}

// Printf prints text above the status line, if there is one. The text must end its own lines.
func (c *Console) Printf(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	io.WriteString(c.w, c.erase()+fmt.Sprintf(format, args...)+c.status)
}

// SetStatus draws a status line of that many columns, in place of the one before. Without text it
// erases the line.
func (c *Console) SetStatus(text string, columns int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if text == c.status && c.columns < c.Width() {
		return
	}
	erase := c.erase()
	c.status, c.columns = text, columns
	if out := erase + text; out != "" {
		io.WriteString(c.w, out)
	}
}

// LeaveStatus ends the status line. It stays on the screen.
func (c *Console) LeaveStatus() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.status != "" {
		c.status = ""
		io.WriteString(c.w, "\n")
	}
}

// erase returns the text that erases the status line (ECMA-48: CR, EL, CUU, ED). If the window has
// become too narrow for the line, most terminals have wrapped it, and the cursor is in the last
// row.
func (c *Console) erase() string {
	if c.status == "" {
		return ""
	}
	if rows := (c.columns + c.Width() - 1) / c.Width(); rows > 1 && c.reflows {
		return fmt.Sprintf("\r\x1b[%dA\x1b[J", rows-1)
	}
	return "\r\x1b[K" // tmux would keep a copy of a screen that ED erases
}

// A style is a set of colours; its zero value has none.
type style struct{ ok, failed, reset string }

// styleOf returns the colours of a terminal (ECMA-48: SGR). NO_COLOR turns them off if it has a
// value (https://no-color.org).
func styleOf(getenv func(string) string) style {
	if getenv("NO_COLOR") != "" {
		return style{}
	}
	return style{ok: "\x1b[32m", failed: "\x1b[31m", reset: "\x1b[m"}
}

// painted returns text in a colour. Without a colour it is text.
func (s style) painted(colour, text string) string {
	if colour == "" {
		return text
	}
	return strings.Join([]string{colour, text, s.reset}, "")
}
