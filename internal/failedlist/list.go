// Package failedlist writes the inputs of codes that have no file at the end of a run, so that they
// can be tried again. Codes are added as results come.
package failedlist

import (
	"strings"

	"github.com/hoist/hoist/internal/listfile"
	"github.com/hoist/hoist/internal/logline"
)

// What is the name of the list in messages.
const What = "list of failed codes"

// List contains the inputs, as they were given, of the codes that have no file at the end: one a
// line, or each ended by NUL. The list of a table begins with its header. A list without an entry is
// empty.
type List struct {
	*listfile.File
	header string // empty for none
	end    byte
	entry  []byte // is used again
	begun  bool
}

// Open begins the list that will have the name path. end ends the header and each entry.
func Open(path, header string, end byte) (*List, error) {
	file, err := listfile.Create(path, What, "--failed")
	if err != nil {
		return nil, err
	}
	return &List{File: file, header: header, end: end}, nil
}

const byteOrderMark = "\ufeff"

// Add adds the input of a job that has no file. It returns the first error of writing once. Later
// calls return nil.
func (d *List) Add(o *logline.Result) error {
	if o.Input == "" {
		return nil
	}
	if !o.Status.HasNoFile() {
		return nil
	}
	d.entry = d.entry[:0]
	switch {
	case d.begun:
	case d.header != "":
		d.entry = append(append(d.entry, d.header...), d.end)
	case d.end == '\n' && strings.HasPrefix(o.Input, byteOrderMark):
		d.entry = append(d.entry, d.end) // a blank line, since a byte order mark at the beginning of the list would be skipped
	}
	d.begun = true
	d.entry = append(append(d.entry, o.Input...), d.end)
	return d.File.Add(d.entry)
}
