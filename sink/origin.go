package sink

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// An origin is what of a `run` line must not change between runs that share a journal: where files come from, and
// where they go.
type origin struct{ version, server, url, out, name string }

// originOf is the origin of a Header, as a line of the log has it: without secrets, and in valid UTF-8.
func originOf(h Header) (origin, error) {
	var b bytes.Buffer
	lines := NewLines(&b)
	lines.Write(time.Time{}, h)
	if err := lines.Flush(); err != nil {
		return origin{}, err
	}
	var l logLine
	if err := l.parse(b.String()); err != nil {
		return origin{}, err
	}
	return l.origin()
}

// origin checks a `run` line. In one of another version other fields may mean anything.
func (l *logLine) origin() (origin, error) {
	switch {
	case l.v.isString() || l.v.text == "":
		return origin{}, errors.New("v is missing or no number")
	case l.v.text != fmt.Sprint(Version):
		return origin{version: l.v.text}, nil
	case !l.url.isString() || !l.out.isString() || !l.name.isString():
		return origin{}, errors.New("url, out or name is missing or no text")
	case !l.server.isString() && l.server != field{}:
		return origin{}, errors.New("server is no text")
	}
	return origin{version: l.v.text, server: l.server.text, url: l.url.text, out: l.out.text, name: l.name.text}, nil
}

// differs returns the first difference of a run from the one before it, as an error; nil where there is none.
func (o origin) differs(before origin) error {
	option, value := o.site()
	optionBefore, valueBefore := before.site()
	switch {
	case o.version != before.version:
		return fmt.Errorf("its lines are of version %.20s, and this hoist has version %s; use another --log", before.version, o.version)
	case option != optionBefore || value != valueBefore:
	case o.name != before.name:
		option, value, optionBefore, valueBefore = "--name", o.name, "--name", before.name
	case !sameFolder(o.out, before.out):
		option, value, optionBefore, valueBefore = "--out", o.out, "--out", before.out
	default:
		return nil
	}
	return fmt.Errorf("made with %s %q, and this run has %s %q; use another --log", optionBefore, valueBefore, option, value)
}

// sameFolder reports whether two paths are of one folder, which may not be there yet. Relative ones are taken from where
// the process is.
func sameFolder(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	fullA, errA := filepath.Abs(a)
	fullB, errB := filepath.Abs(b)
	if errA == nil && errB == nil && fullA == fullB {
		return true
	}
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// site is where the files come from: the label of a site is more than its URL, as the practice server has another
// port each time.
func (o origin) site() (option, value string) {
	if o.server != "" {
		return "--server", o.server
	}
	return "--url", o.url
}
