package source

import (
	"bytes"
	"encoding/json"
	"iter"
	"slices"
	"strings"

	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/source/records"
)

// AllColumns stands for all columns in a list of columns to keep.
const AllColumns = "*"

// Keep gives each job the columns of its record as Record, a JSON object. The values of JSON Lines
// keep their types; others are strings. A job keeps those of columns that its record has. Secrets
// in URLs and ignored parameters are left out.
func Keep(columns []string, ignored naming.IgnoredQuery, src iter.Seq2[Job, error]) iter.Seq2[Job, error] {
	k := &keeper{all: slices.Contains(columns, AllColumns), columns: columns, ignored: ignored}
	k.encoder = json.NewEncoder(&k.text)
	k.encoder.SetEscapeHTML(false)
	return func(yield func(Job, error) bool) {
		for job, err := range src {
			if err == nil && job.Err == nil && job.Fields != nil {
				job.Record = k.object(job.Fields)
			}
			if !yield(job, err) {
				return
			}
		}
	}
}

// A keeper makes JSON objects of records.
type keeper struct {
	all     bool
	columns []string
	ignored naming.IgnoredQuery
	text    bytes.Buffer // of one string
	encoder *json.Encoder
}

// object returns the columns of r that are kept, in the order of r.
func (k *keeper) object(r *records.Record) []byte {
	b := []byte{'{'}
	for i, name := range r.Names {
		if !k.all && !slices.Contains(k.columns, name) {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(b, k.quote(name)...), ':')
		b = append(b, k.value(r, i)...)
	}
	return append(b, '}')
}

// value returns the JSON text of a value.
func (k *keeper) value(r *records.Record, i int) []byte {
	if r.JSON == nil || strings.HasPrefix(r.JSON[i], `"`) {
		shown := k.ignored.Drop(redact.URLs(r.Values[i]))
		if r.JSON != nil && shown == r.Values[i] {
			return []byte(r.JSON[i])
		}
		return k.quote(shown)
	}
	// Other values have secrets only in the strings of arrays and objects.
	if shown := redact.URLs(r.JSON[i]); json.Valid([]byte(shown)) {
		return []byte(shown)
	}
	return []byte("null")
}

// quote returns a JSON string, valid until the next call.
func (k *keeper) quote(text string) []byte {
	k.text.Reset()
	k.encoder.Encode(text) // a string has no error
	return bytes.TrimSuffix(k.text.Bytes(), []byte{'\n'})
}
