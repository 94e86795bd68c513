// Package failedlist writes the inputs of codes that have no file at the end of a run, so that they
// can be tried again. Codes are added as results come.
package failedlist

import (
	"github.com/hoist/hoist/internal/listfile"
	"github.com/hoist/hoist/internal/logline"
)

// What is the name of the list in messages.
const What = "list of failed codes"

// A Form is the form of a list that is read again.
type Form interface {
	// Begin returns the text before the first input.
	Begin(input string) string

	// Text returns the text of an input, with its end.
	Text(input string) string
}

// List contains the inputs of the codes that have no file at the end. A list without an input is
// empty.
type List struct {
	*listfile.File
	form  Form
	begun bool
}

// Open begins the list that will have the name path.
func Open(path string, form Form) (*List, error) {
	file, err := listfile.Create(path, What, "--failed")
	if err != nil {
		return nil, err
	}
	return &List{File: file, form: form}, nil
}

// Add adds the input of a job that has no file. It returns the first error of writing once. Later
// calls return nil.
func (l *List) Add(o *logline.Result) error {
	if o.Input == "" || !o.Status.HasNoFile() {
		return nil
	}
	text := l.form.Text(o.Input)
	if !l.begun {
		text = l.form.Begin(o.Input) + text
	}
	l.begun = true
	return l.File.Add([]byte(text))
}
