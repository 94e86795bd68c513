package stages

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/packtest"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/source/records"
)

// The records that --keep '*' writes into the lines equal those of the list, in every column. The
// values of JSON Lines are the same JSON texts. Random tables go through all stages.
func TestKeptRecords(t *testing.T) {
	const tables = 100 // of each format
	for _, format := range []records.Format{records.CSV, records.TSV, records.JSONL} {
		for seed := range uint64(tables) {
			random := randomTable{rand.New(rand.NewPCG(seed, 0))}
			spec := source.Spec{Format: format, Delimiter: ",;|~"[random.IntN(4)]}
			if format != records.CSV {
				spec.Delimiter = 0
			}
			text, want := random.table(spec)
			path := filepath.Join(t.TempDir(), "table")
			if err := os.WriteFile(path, random.encoded(text), 0o666); err != nil {
				t.Fatal(err)
			}
			spec.Files = []string{path}
			if diff := cmp.Diff(want, keptRecords(t, spec)); diff != "" {
				t.Fatalf("%s, seed %d: (-want +got)\n%s\nof %q", format, seed, diff, text)
			}
		}
	}
}

// keptRecords runs the list of spec and returns the records in the lines, by their codes.
func keptRecords(t *testing.T, spec source.Spec) map[string]map[string]string {
	t.Helper()
	selection, err := source.Select(spec)
	if err != nil {
		t.Fatal(err)
	}
	defer selection.Close()
	got := map[string]map[string]string{}
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 0, func(req *http.Request) (*http.Response, error) { return clienttest.Answer(req, 200, "x"), nil })
		r.Source.Jobs = source.From(source.Keep([]string{source.AllColumns}, nil, selection.Jobs))
		for _, l := range only(r.run(t), "result") {
			if l.Outcome != "ok" {
				t.Errorf("%+v", l)
				continue
			}
			var values map[string]json.RawMessage
			if err := json.Unmarshal(l.Record, &values); err != nil {
				t.Fatalf("%s: %v", l.Record, err)
			}
			got[l.Code] = map[string]string{}
			for name, value := range values {
				got[l.Code][name] = string(value)
				var s string
				if spec.Format != records.JSONL && json.Unmarshal(value, &s) == nil {
					got[l.Code][name] = s
				}
			}
		}
	})
	return got
}

// A randomTable makes tables that are hard to read, and have no NUL and no secrets.
type randomTable struct{ *rand.Rand }

// table returns the text of a table, and its values by code and column. The values of JSON Lines
// are JSON texts.
func (r randomTable) table(spec source.Spec) (text string, values map[string]map[string]string) {
	var b strings.Builder
	if r.IntN(4) == 0 {
		b.WriteString("\ufeff")
	}
	names := r.names(spec.Format)
	if spec.Format != records.JSONL {
		b.WriteString(r.row(spec, names))
	}
	values = map[string]map[string]string{}
	for i := range 1 + r.IntN(8) {
		if spec.Format == records.JSONL && r.IntN(3) == 0 {
			names = r.names(spec.Format)
		}
		record := map[string]string{}
		fields := make([]string, len(names))
		for k, name := range names {
			switch {
			case name == "code" && spec.Format == records.JSONL:
				fields[k] = fmt.Sprintf(`"%d"`, i)
			case name == "code":
				fields[k] = fmt.Sprint(i)
			case spec.Format == records.JSONL:
				fields[k] = r.value(3)
			default:
				fields[k] = r.field(spec.Format)
			}
			record[name] = fields[k]
		}
		values[fmt.Sprint(i)] = record
		if spec.Format == records.JSONL {
			b.WriteString(r.object(names, fields) + r.lineBreak())
		} else {
			b.WriteString(r.row(spec, fields))
		}
	}
	text = b.String()
	if r.IntN(3) == 0 {
		text = strings.TrimRight(text, "\r\n")
	}
	return text, values
}

// names returns different names of columns, one of which is `code`.
func (r randomTable) names(format records.Format) []string {
	names := map[string]bool{"code": true}
	for range 1 + r.IntN(5) {
		name := r.field(format)
		if format != records.JSONL {
			name = strings.NewReplacer("{", "", "}", "", "://", "", "\r\n", "\r\n", "\r", "").Replace(name)
		}
		if name != "" || format == records.JSONL {
			names[name] = true
		}
	}
	sorted := slices.Sorted(maps.Keys(names))
	r.Shuffle(len(sorted), func(i, k int) { sorted[i], sorted[k] = sorted[k], sorted[i] })
	return sorted
}

var oddTexts = []string{
	"\"", "\"\"", "'", ",", ";", "|", "~", "\t", "\n", "\r\n", "\r", " ", "\\", "\\n", "/", "{", "}", "[", "#", "=",
	"<&>", "%41", "://", "?a=b&c",
	"\x01", "\x7f", "\u0085", "\u2028", "\u200f", "é", "e\u0301", "ß", "日本", "😀", "\U0010ffff", "\ufffd", "null", "true",
	"1e999", "-0",
	"123456789012345678901234567890", "a", "B", "0", "\\u0041",
}

// field returns a value as text.
func (r randomTable) field(format records.Format) string {
	var b strings.Builder
	for range r.IntN(6) {
		b.WriteString(oddTexts[r.IntN(len(oddTexts))])
	}
	if format == records.TSV {
		return strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(b.String())
	}
	return b.String()
}

// row returns a record of CSV or TSV.
func (r randomTable) row(spec source.Spec, fields []string) string {
	delimiter, written := string(rune(spec.Delimiter)), slices.Clone(fields)
	if spec.Format == records.TSV {
		return strings.Join(fields, "\t") + r.lineBreak()
	}
	for i, f := range fields {
		if strings.ContainsAny(f, "\"\r\n"+delimiter) || r.IntN(3) == 0 {
			written[i] = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
		}
	}
	return strings.Join(written, delimiter) + r.lineBreak()
}

func (r randomTable) lineBreak() string { return []string{"\n", "\r\n", "\n\n"}[r.IntN(3)] }

// value returns the JSON text of a value. depth is how deep it may be nested.
func (r randomTable) value(depth int) string {
	scalars := []string{
		"null", "true", "false", "0", "-0", "-0.0", "1.50", "1E+2", "1e-400", "1e400", "9007199254740993", "18446744073709551616",
		"3.14159265358979323846264338327950288", "[]", "{}",
	}
	switch r.IntN(4) {
	case 0:
		return scalars[r.IntN(len(scalars))]
	case 1:
		if depth == 0 {
			return "7"
		}
		values := make([]string, r.IntN(4))
		for i := range values {
			values[i] = r.value(depth - 1)
		}
		if r.IntN(2) == 0 {
			return "[" + strings.Join(values, r.blank()+","+r.blank()) + "]"
		}
		names := make([]string, len(values))
		for i := range names {
			names[i] = fmt.Sprint(r.field(records.JSONL), i)
		}
		return r.object(names, values)
	}
	return r.quoted(r.field(records.JSONL))
}

// object returns a JSON object.
func (r randomTable) object(names, values []string) string {
	members := make([]string, len(names))
	for i, name := range names {
		members[i] = r.blank() + r.quoted(name) + r.blank() + ":" + r.blank() + values[i] + r.blank()
	}
	return "{" + strings.Join(members, ",") + "}"
}

func (r randomTable) blank() string { return []string{"", "", "", " ", "\t", "\r"}[r.IntN(6)] }

// quoted returns a JSON string. It escapes what it must, and some of the rest.
func (r randomTable) quoted(text string) string {
	b := []byte{'"'}
	for _, c := range text {
		switch {
		case c == '/' && r.IntN(2) == 0, c == '"', c == '\\':
			b = append(b, '\\', byte(c))
		case c < ' ' || r.IntN(6) == 0:
			for _, unit := range utf16.Encode([]rune{c}) {
				b = fmt.Appendf(b, `\u%04x`, unit)
			}
		default:
			b = append(b, string(c)...)
		}
	}
	return string(append(b, '"'))
}

// encoded returns text as UTF-8, as UTF-16, or compressed.
func (r randomTable) encoded(text string) []byte {
	var b bytes.Buffer
	switch r.IntN(4) {
	case 0:
		for _, unit := range utf16.Encode([]rune("\ufeff" + strings.TrimPrefix(text, "\ufeff"))) {
			b.Write([]byte{byte(unit), byte(unit >> 8)})
		}
	case 1:
		b.WriteString(packtest.Gzip(text))
	default:
		b.WriteString(text)
	}
	return b.Bytes()
}
