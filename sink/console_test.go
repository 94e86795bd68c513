package sink

import (
	"errors"
	"strings"
	"testing"
)

func TestConsole(t *testing.T) {
	const erase = "\r\x1b[K"
	status := func(text string) func(*Console) { return func(c *Console) { c.SetStatus(text, len(text)) } }
	text := func(text string) func(*Console) { return func(c *Console) { c.Printf("%s", text) } }
	leave := func(c *Console) { c.LeaveStatus() }
	window := func(width int) func(*Console) { return func(c *Console) { c.width = func() int { return width } } }
	noReflow := func(c *Console) { c.reflows = false }
	for _, tt := range []struct {
		name string
		do   []func(*Console)
		want string
	}{
		{"text alone", []func(*Console){text("a\n"), text("b\n")}, "a\nb\n"},
		{"a status line alone", []func(*Console){status("1/2"), status("2/2"), leave}, "1/2" + erase + "2/2\n"},
		{"the same line again", []func(*Console){status("1/2"), status("1/2")}, "1/2"},
		{"text above a line", []func(*Console){status("1/2"), text("a\n"), status("2/2")}, "1/2" + erase + "a\n1/2" +
			erase + "2/2"},
		{"the line stays below", []func(*Console){status("1"), text("a\n"), text("b\n")}, "1" + erase + "a\n1" + erase + "b\n1"},
		{"below a line that was left", []func(*Console){status("2/2"), leave, text("a\n")}, "2/2\na\n"},
		{"nothing to leave", []func(*Console){leave, text("a\n")}, "a\n"},
		{"a line erased", []func(*Console){status("1"), status(""), text("a\n")}, "1" + erase + "a\n"},
		{
			"a window that became narrower", []func(*Console){window(80), status(strings.Repeat("x", 70)), window(30),
				status("1")},
			strings.Repeat("x", 70) + "\r\x1b[2A\x1b[J1",
		},
		{
			"a window that does not wrap", []func(*Console){noReflow, window(80), status(strings.Repeat("x", 70)),
				window(30), status("1")},
			strings.Repeat("x", 70) + erase + "1",
		},
		{
			"the same line in a narrower window", []func(*Console){window(80), status("xxxx"), window(4), status("xxxx")},
			"xxxx" + erase + "xxxx",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			c := NewConsole(&b)
			c.reflows = true
			for _, do := range tt.do {
				do(c)
			}
			if got := b.String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestConsoleFormats(t *testing.T) {
	var b strings.Builder
	NewConsole(&b).Printf("%d of %s\n", 2, "100%")
	if got := b.String(); got != "2 of 100%\n" {
		t.Errorf("got %q", got)
	}
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, errors.New("closed") }

// The run continues where stderr is closed.
func TestConsoleDropsErrors(t *testing.T) {
	c := NewConsole(closed{})
	c.Printf("a\n")
	c.SetStatus("1/2", 3)
	c.LeaveStatus()
}
