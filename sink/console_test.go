package sink

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestConsole(t *testing.T) {
	const erase = "\r\x1b[K"
	bar := func(text string) func(*Console) { return func(c *Console) { io.WriteString(c, text) } }
	text := func(text string) func(*Console) { return func(c *Console) { c.Printf("%s", text) } }
	for _, tt := range []struct {
		name string
		do   []func(*Console)
		want string
	}{
		{"text alone", []func(*Console){text("a\n"), text("b\n")}, "a\nb\n"},
		{"a bar alone", []func(*Console){bar("\r1/2"), bar("\r2/2\n")}, "\r1/2\r2/2\n"},
		{"text above a bar", []func(*Console){bar("\r1/2"), text("a\n"), bar("\r2/2")}, "\r1/2" + erase + "a\n\r1/2\r2/2"},
		{
			"the bar stays below", []func(*Console){bar("\r1/2"), text("a\n"), text("b\n")},
			"\r1/2" + erase + "a\n\r1/2" + erase + "b\n\r1/2",
		},
		{"the last bar", []func(*Console){bar("\r1"), bar("\r2"), text("b\n")}, "\r1\r2" + erase + "b\n\r2"},
		{"below a bar that is done", []func(*Console){bar("\r2/2\n"), text("a\n")}, "\r2/2\na\n"},
		{"a bar of nothing", []func(*Console){bar("\r1"), bar(""), text("a\n")}, "\r1" + erase + "a\n\r1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			c := NewConsole(&b)
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

// The bar would stop at an error, but the run goes on.
func TestConsoleDropsErrors(t *testing.T) {
	c := NewConsole(closed{})
	c.Printf("a\n")
	if n, err := c.Write([]byte("\r1/2")); n != 4 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}
