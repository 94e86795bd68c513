package logline

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hoist/hoist/internal/logline/loglinetest"
	"github.com/hoist/hoist/internal/outcome"
)

func parsed(t *testing.T, text string) *Line {
	t.Helper()
	l := new(Line)
	if err := l.Parse(strings.TrimSuffix(text, "\n")); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return l
}

// The lines that are written can be read again.
func TestParsedResult(t *testing.T) {
	for name, written := range map[string]Result{
		"saved": {
			Code: "BR", Status: outcome.OK, Host: "h", URL: "https://h/", HTTPStatus: 200, Name: "BR.gif", Path: "d/BR.gif",
			Bytes: 1 << 40, SHA256: [32]byte{1}, Attempts: 1,
		},
		"not UTF-8":       {Code: "\xff", Status: outcome.NotFound, HTTPStatus: 404, Name: "%FF", Host: "h", URL: "https://h/"},
		"skipped":         {Code: "BR", Status: outcome.Skipped, Name: "BR.gif", Path: "d/BR.gif", Reason: "is there"},
		"seen before":     {Code: "BR", Status: outcome.Skipped, Reason: "was seen before"},
		"failed":          {Code: "BR", Status: outcome.Error, Kind: outcome.DNS, Reason: `no "such" host`, Name: "BR.gif"},
		"cancelled":       {Code: "BR", Status: outcome.Cancelled, Reason: "stopped", Name: "BR.gif"},
		"an empty code":   {Status: outcome.Error, Kind: outcome.BadInput, Reason: "empty"},
		"unchanged":       {Code: "BR", Status: outcome.Unchanged, Name: "BR.gif", Path: "d/BR.gif", SHA256: [32]byte{1}},
		"a later version": {Code: "BR", Status: outcome.Error, Kind: "new_kind", Reason: "x"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parsed(t, lineOf(t, &written)).Result()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(written, got, cmpopts.IgnoreFields(Result{}, "SHA256", "Attempts", "URL", "Done")); diff != "" {
				t.Errorf("written, read:\n%s", diff)
			}
		})
	}
}

func TestParsedText(t *testing.T) {
	r, err := parsed(t, `{"event":"result","code":"a","outcome":"error","error_kind":"http","host":"h\u001b[2J",`+
		`"error":"two\nlines of https://u:secret@h/"}`).Result()
	if err != nil || r.Host != "h [2J" || r.Reason != "two; lines of https://***@h/" {
		t.Errorf("%q, %q, %v", r.Host, r.Reason, err)
	}
}

func TestParsedRun(t *testing.T) {
	for _, h := range []Header{{Out: "d", Server: "local", Part: "3/16", Resume: true}, {Out: "./a b/", URL: "https://h/{code}"}} {
		got, err := parsed(t, lineOf(t, h)).Run()
		if want := (Run{h.Out, h.Server, h.Part, h.Resume}); err != nil || got != want {
			t.Errorf("%+v, %v, want %+v", got, err, want)
		}
	}
}

func TestParsedTally(t *testing.T) {
	l := parsed(t, lineOf(t, &Tally{Elapsed: 1234567 * time.Microsecond, Exit: 130}))
	if elapsed, exit, err := l.Ending(); err != nil || elapsed != 1234567*time.Microsecond || exit != 130 {
		t.Errorf("%v, %d, %v", elapsed, exit, err)
	}
	at, err := l.Time()
	if want := loglinetest.Moment().Truncate(time.Microsecond); err != nil || !at.Equal(want) {
		t.Errorf("%v, %v, want %v", at, err, want)
	}
	if at, err := parsed(t, `{"event":"tally"}`).Time(); err != nil || !at.IsZero() {
		t.Errorf("without a time: %v, %v", at, err)
	}
}

func TestParsedMistakes(t *testing.T) {
	result := func(l *Line) error { _, err := l.Result(); return err }
	run := func(l *Line) error { _, err := l.Run(); return err }
	ending := func(l *Line) error { _, _, err := l.Ending(); return err }
	at := func(l *Line) error { _, err := l.Time(); return err }
	for _, tt := range []struct {
		line string
		read func(*Line) error
		want string
	}{
		{`{"event":"result"}`, result, "code is missing or not a string"},
		{`{"event":"result","code":"a"}`, result, "outcome is missing or not a string"},
		{`{"event":"result","code":"a","outcome":"fine"}`, result, `outcome "fine" is unknown`},
		{`{"event":"result","code":"a","outcome":"ok"}`, result, "path is missing or not a string"},
		{`{"event":"result","code":"a","outcome":"error"}`, result, "error_kind is missing"},
		{`{"event":"result","code":"a","outcome":"error","error_kind":7}`, result, "error_kind is not a string"},
		{`{"event":"result","code":"a","outcome":"skipped","path":7}`, result, "path is not a string"},
		{`{"event":"result","code":"a","outcome":"skipped","name":{}}`, result, "name is not a string"},
		{`{"event":"result","code":"a","outcome":"not_found","host":1}`, result, "host is not a string"},
		{`{"event":"result","code":"a","outcome":"cancelled","error":1}`, result, "error is not a string"},
		{`{"event":"result","code":"a","outcome":"not_found","http_status":"404"}`, result, "http_status is not a status"},
		{`{"event":"result","code":"a","outcome":"not_found","http_status":-1}`, result, "http_status is not a status"},
		{`{"event":"run"}`, run, "v is missing or not a number"},
		{`{"event":"run","v":2}`, run, "its lines are of version 2, and this hoist has version 1"},
		{`{"event":"run","v":1}`, run, "out is missing or not a string"},
		{`{"event":"run","v":1,"out":"d","server":1}`, run, "server is not a string"},
		{`{"event":"run","v":1,"out":"d","part":3}`, run, "part is not a string"},
		{`{"event":"tally","exit":0}`, ending, "elapsed_ms is not a number of milliseconds"},
		{`{"event":"tally","exit":0,"elapsed_ms":-1}`, ending, "elapsed_ms is not a number of milliseconds"},
		{`{"event":"tally","exit":0,"elapsed_ms":1e300}`, ending, "elapsed_ms is not a number of milliseconds"},
		{`{"event":"tally","elapsed_ms":1}`, ending, "exit is not an exit status"},
		{`{"event":"tally","elapsed_ms":1,"exit":-1}`, ending, "exit is not an exit status"},
		{`{"event":"tally","time":1}`, at, "time is not as in 2006-01-02T15:04:05.000000Z"},
		{`{"event":"tally","time":"yesterday"}`, at, "time is not as in 2006-01-02T15:04:05.000000Z"},
	} {
		if err := tt.read(parsed(t, tt.line)); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.line, err, tt.want)
		}
	}
}
