package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/hoist/hoist/internal/logline"
)

// An origin has the fields of a `run` line that must not change between runs that share a journal:
// the source and the destination of files.
type origin struct {
	server, url, out, name string
	part                   string // of the list; empty for the whole
	former                 string // Options.Former
}

// originOf returns the origin of a Header, as it is in a line of the log: without secrets, and in
// valid UTF-8.
func originOf(h logline.Header) (origin, error) {
	var b bytes.Buffer
	lines := logline.NewLines(&b)
	lines.Write(time.Time{}, h)
	if err := lines.Flush(); err != nil {
		return origin{}, err
	}
	var l logline.Line
	if err := l.Parse(b.String()); err != nil {
		return origin{}, err
	}
	return lineOrigin(&l)
}

// lineOrigin checks a `run` line and returns its origin.
func lineOrigin(l *logline.Line) (origin, error) {
	run, err := l.Run()
	if err != nil {
		return origin{}, err
	}
	if !l.URL.IsString() || !l.Name.IsString() {
		return origin{}, errors.New("url or name is missing or not a string")
	}
	return origin{server: run.Server, url: l.URL.Text, out: run.Out, name: l.Name.Text, part: run.Part}, nil
}

// differs returns the first difference of a run from the run before it, as an error. If there is no
// difference, it returns nil.
func (o origin) differs(before origin) error {
	option, value := o.site()
	optionBefore, valueBefore := before.site()
	switch {
	case option != optionBefore || value != valueBefore:
	case o.name != before.name && (o.former == "" || o.former != before.name):
		option, value, optionBefore, valueBefore = "--name", o.name, "--name", before.name
	case !sameDirectory(o.out, before.out):
		option, value, optionBefore, valueBefore = "--out", o.out, "--out", before.out
	case o.part != before.part && o.part != "" && before.part != "":
		return fmt.Errorf("made by runs of part %s, and this run is part %s; use another --log", before.part, o.part)
	default:
		return nil
	}
	return fmt.Errorf("made with %s %q, and this run has %s %q; use another --log", optionBefore, valueBefore, option, value)
}

// sameDirectory reports whether two paths lead to one directory, which may not be there yet.
// Relative paths start at the working directory.
func sameDirectory(a, b string) bool {
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

// site returns the source of the files. The label of a site goes before its URL, since the practice
// server has another port each time.
func (o origin) site() (option, value string) {
	if o.server != "" {
		return "--server", o.server
	}
	return "--url", o.url
}
