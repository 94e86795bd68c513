package source

import (
	"encoding/json"
	"iter"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/source/records"
)

// tableJobs returns the jobs of a table.
func tableJobs(t *testing.T, format records.Format, text string) iter.Seq2[Job, error] {
	t.Helper()
	s, err := Select(Spec{Files: []string{list(t, "list", text)}, Format: format})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s.Jobs
}

// Passwords and ignored parameters of URLs in kept columns are left out, wherever they are.
// Text without such a URL stays as it is.
func TestKeepHides(t *testing.T) {
	for _, tt := range []struct{ json, want string }{
		{`["https:\/\/user:PASS@h/"]`, `["https://***@h/"]`},
		{`{"a":[{"b\u0020":"https://h/?sig=SECRET&w=1"},"\u00e9\/"],"n":1.50}`,
			`{"a":[{"b\u0020":"https://h/?w=1"},"\u00e9\/"],"n":1.50}`},
		{`["https://h/?w=1\u0026sig=SECRET"]`, `["https://h/?w=1"]`},
		{`"https://h/?sig=SECRET https://h/?sig=SECRET&w=1"`, `"https://h/ https://h/?w=1"`},
		{`{"https://user:PASS@h/":"a \"b\" @?"}`, `{"https://***@h/":"a \"b\" @?"}`},
		{`"{\"u\":\"https:\\/\\/user:PASS@h\\/?w=1\\u0026sig=SECRET\",\"q\":\"\\\"\"}"`,
			`"{\"u\":\"https://***@h/?w=1\",\"q\":\"\\\"\"}"`},
		{`"https://user\u003aPASS\u0040h/\"\\"`, `"https://***@h/\"\\"`},
		{`["C:\\dir\/?","\\u0041\/@"]`, `["C:\\dir\/?","\\u0041\/@"]`},
		{`true`, `true`}, {`-1.0e5`, `-1.0e5`}, {`[ "" , {} ]`, `[ "" , {} ]`}, {`["?"]`, `["?"]`},
	} {
		k := `{"x":` + tt.json + `}`
		for job := range Keep([]string{"*"}, naming.IgnoredQuery{"sig"}, tableJobs(t, records.JSONL, k)) {
			if got, want := string(job.Kept), `{"x":`+tt.want+`}`; got != want || !json.Valid(job.Kept) {
				t.Errorf("%s: got %s", tt.json, got)
			}
		}
	}
	const table = "x\thttps:note\nhttps://h/?sig=SECRET, https://h/?w=1&sig=SECRET\t[\"https:\\/\\/user:PASS@h\"]\n"
	for job := range Keep([]string{"*"}, naming.IgnoredQuery{"sig"}, tableJobs(t, records.TSV, table)) {
		if got, want := string(job.Kept), `{"x":"https://h/ https://h/?w=1","https:note":"[\"https://***@h\"]"}`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for job := range Keep([]string{"*"}, nil, tableJobs(t, records.JSONL, `{"https://user:PASS@h/":1}`)) {
		if got := string(job.Kept); got != `{"https://***@h/":1}` {
			t.Errorf("got %s", got)
		}
	}
}

// The code of a bad record is its line, without passwords and ignored parameters.
func TestBadRecordHides(t *testing.T) {
	for _, tt := range []struct {
		format     records.Format
		line, want string
	}{
		{records.JSONL, `{"url":"https:\/\/user:PASS@h\/a?w=1\u0026sig=SECRET","n":}`, `{"url":"https://***@h/a?w=1","n":}`},
		{records.JSONL, `{"a":"https://h/?sig=SECRET","b":"https://h/?w=1&sig=SECRET"`, `{"a":"https://h/","b":"https://h/?w=1"`},
		{records.JSONL, `{"a":"\u00e9\/"`, `{"a":"\u00e9\/"`},
		{records.JSONL, `{"x":"{\"u\":\"https:\\/\\/user:PASS@h\"}"`, `{"x":"{\"u\":\"https://***@h\"}"`},
		{records.TSV, "https://user:PASS@h/?sig=SECRET\thttps://h/?sig=SECRET\t1", "https://***@h/\thttps://h/\t1"},
	} {
		in := tt.line
		if tt.format == records.TSV {
			in = "a\tb\n" + in
		}
		for job := range IgnoreQuery(naming.IgnoredQuery{"sig"}, tableJobs(t, tt.format, in+"\n")) {
			if job.Err == nil || job.Code != tt.want || job.Input != tt.line || strings.Contains(job.Whole, "SECRET") {
				t.Errorf("got %+v, want %s", job, tt.want)
			}
		}
	}
	for job := range tableJobs(t, records.JSONL, `{"id":"","x":"https:\/\/user:PASS@h"}`) {
		if job.Err == nil || strings.Contains(job.Code, "PASS") {
			t.Errorf("got %+v", job)
		}
	}
}
