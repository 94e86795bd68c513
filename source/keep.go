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

// AllColumns means all columns in a list of columns to keep.
const AllColumns = "*"

// Keep sets the Kept of each job with a record to those of columns that the record has. The values
// of JSON Lines keep their types, and others are strings. Secrets in URLs and ignored parameters
// are left out.
func Keep(columns []string, ignored naming.IgnoredQuery, src iter.Seq2[Job, error]) iter.Seq2[Job, error] {
	k := &keeper{all: slices.Contains(columns, AllColumns), columns: columns, hider: hider{ignored}}
	k.encoder = json.NewEncoder(&k.text)
	k.encoder.SetEscapeHTML(false)
	return func(yield func(Job, error) bool) {
		for job, err := range src {
			if err == nil && job.Err == nil && job.Record != nil {
				job.Kept = k.object(job.Record)
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
	hider   hider
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
		b = append(append(b, k.quote(k.hider.text(name))...), ':')
		b = append(b, k.value(r, i)...)
	}
	return append(b, '}')
}

// value returns the JSON text of a value.
func (k *keeper) value(r *records.Record, i int) []byte {
	if r.JSON == nil {
		return k.quote(k.hider.text(r.Values[i]))
	}
	return k.shown(r.JSON[i])
}

// shown returns a JSON text whose strings, at any depth, are as hider.text returns them. A string
// that changes is encoded again, and all others stay as they are.
func (k *keeper) shown(text string) []byte {
	if !strings.ContainsAny(text, `?@\`) { // there is nothing to hide
		return []byte(text)
	}
	b := make([]byte, 0, len(text))
	for {
		begin := strings.IndexByte(text, '"')
		if begin < 0 {
			return append(b, text...)
		}
		end := begin + 1
		for text[end] != '"' { // the text is valid, so there is one
			if text[end] == '\\' {
				end++
			}
			end++
		}
		b = append(b, text[:begin]...)
		b = append(b, k.shownString(text[begin:end+1])...)
		text = text[end+1:]
	}
}

// shownString is shown for a JSON string.
func (k *keeper) shownString(quoted string) []byte {
	var value string
	json.Unmarshal([]byte(quoted), &value) // it is a valid string
	if shown := k.hider.text(value); shown != value {
		return k.quote(shown)
	}
	return []byte(quoted)
}

// quote returns a JSON string, valid until the next call.
func (k *keeper) quote(text string) []byte {
	k.text.Reset()
	k.encoder.Encode(text) // a string has no error
	return bytes.TrimSuffix(k.text.Bytes(), []byte{'\n'})
}

// A hider makes text of a list fit for lines: without user names, passwords and ignored parameters
// of the URLs in it.
type hider struct{ ignored naming.IgnoredQuery }

// text returns a text that is fit for lines. The text may have JSON in it, in which URLs are
// escaped.
func (h hider) text(text string) string {
	plain := redact.Unescape(text)
	if shown := h.ignored.Drop(redact.URLs(plain)); shown != plain {
		return shown
	}
	return text
}
