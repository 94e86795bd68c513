// Package expect makes the properties that a job's file is expected to have, from the templates of
// --expect and the values of the job's variables. It does no I/O.
package expect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hoist/hoist/internal/digest"
	"github.com/hoist/hoist/internal/integrity"
	"github.com/hoist/hoist/internal/naming"
)

// Templates are the templates of the properties of a file. nil expects nothing.
type Templates []property

// A property is the template of one property.
type property struct {
	key   naming.Text // size, or the name of an algorithm
	value naming.Text
}

// keySize is the key of the size of a file in bytes.
const keySize = "size"

// keys are all keys, for people.
const keys = "md5, sha1, sha256, sha512 or size"

// Parse parses the values of --expect, such as sha256={sha}. Each key may be given once. The error
// is for the user.
func Parse(texts []string, vars naming.Variables) (Templates, error) {
	var t Templates
	var given []string
	for _, text := range texts {
		key, value, _ := strings.Cut(text, "=")
		if _, ok := digest.Named(key); !ok && key != keySize || value == "" {
			return nil, fmt.Errorf("%.100q: must be KEY=TEMPLATE, such as 'sha256={sha}'; KEY is %s", text, keys)
		}
		if slices.Contains(given, key) {
			return nil, fmt.Errorf("%.100q: %s is given twice", text, key)
		}
		given = append(given, key)
		p, err := parse(key, value, vars)
		if err != nil {
			return nil, fmt.Errorf("%.100q: %w", text, err)
		}
		t = append(t, p)
	}
	return t, nil
}

// parse parses the template of a property. A template without a variable is checked at once.
func parse(key, value string, vars naming.Variables) (p property, err error) {
	if p.key, err = naming.ParseText(key, vars); err != nil {
		return p, err
	}
	if p.value, err = naming.ParseText(value, vars); err != nil {
		return p, err
	}
	if !p.value.HasVariable() {
		return p, add(&integrity.Expected{}, key, value)
	}
	return p, nil
}

// Sums returns the templates for lists of sums, whose records have the columns `algorithm` and
// `hash`.
func Sums() Templates {
	p, _ := parse("{col:algorithm}", "{col:hash}", naming.Variables{Columns: []string{"algorithm", "hash"}}) // it is valid
	return Templates{p}
}

// For returns the properties for the values of a job's variables. If nothing is expected, it
// returns nil. A property whose value is empty is not expected. If two templates are of one hash,
// the first with a value counts. The error names the key and the value.
func (t Templates) For(value naming.Values) (*integrity.Expected, error) {
	if len(t) == 0 {
		return nil, nil
	}
	all := integrity.Expected{Size: -1}
	for _, p := range t {
		key, err := p.key.Expand(value)
		if err != nil {
			return nil, err
		}
		text, err := p.value.Expand(value)
		if err != nil {
			return nil, err
		}
		if err := add(&all, key, text); err != nil {
			return nil, err
		}
	}
	if all.Size < 0 && len(all.Sums) == 0 {
		return nil, nil
	}
	return &all, nil
}

// add adds a property to e, unless its text is blank or e has it.
func add(e *integrity.Expected, key, text string) error {
	if strings.Trim(text, " \t") == "" {
		return nil
	}
	if key == keySize {
		size, err := integrity.ParseSize(text)
		if err != nil {
			return invalid(key, text, err)
		}
		e.Size = size
		return nil
	}
	a, ok := digest.Named(key)
	if !ok {
		return fmt.Errorf("the key %.40q of an expected hash or size is not %s", key, keys)
	}
	sum, err := digest.Parse(a, text)
	if err != nil {
		return invalid(key, text, err)
	}
	if _, ok := e.Sum(a); !ok {
		e.Sums = append(e.Sums, sum)
	}
	return nil
}

func invalid(key, text string, err error) error {
	return fmt.Errorf("the expected %s %.140q %w", key, text, err)
}
