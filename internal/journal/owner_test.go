package journal

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/rs/zerolog"
)

// optionsOf opens a journal with options over lines of these events.
func optionsOf(t *testing.T, options Options, now logline.Header, events ...zerolog.LogObjectMarshaler) (*Journal, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "run.jsonl")
	if err := os.WriteFile(path, []byte(linesOf(t, events...)), 0o666); err != nil {
		t.Fatal(err)
	}
	j, err := Open(path, now, options)
	if err == nil {
		t.Cleanup(func() { j.Close() })
	}
	return j, err
}

func named(code, name, path string, size int64) *logline.Result {
	return with(savedAs(code, path, size), func(o *logline.Result) { o.Name = name })
}

// The last file of a code is found, whatever its name is.
func TestFindByCode(t *testing.T) {
	j, err := optionsOf(t, Options{FindBy: ByCode, Owners: true}, resumed(), resumed(),
		named("BR", "old.gif", "d/old.gif", 1), named("BR", "new.gif", "d/new.gif", 2), named("\xff", "\xfe", "d/\xfe", 3),
		savedAs("CN", "d/CN.gif", 4), named("https://u:a@h/", "1", "d/1", 5),
	)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		code, name string
		size       int64 // -1 if it is not found
	}{
		{"BR", "new.gif", 2}, {"\xff", "\ufffd", 3}, {"CN", "", -1}, {"US", "", -1}, {"https://u:a@h/", "", -1},
	} {
		got, ok, err := j.Find(tt.code, "")
		if err != nil || ok != (tt.size >= 0) || ok && (got.Bytes != tt.size || got.Name != tt.name) {
			t.Errorf("%q: %+v, %v, %v", tt.code, got, ok, err)
		}
	}
	if j.Len() != 4 {
		t.Errorf("%d entries", j.Len())
	}
}

// The last code that has a file of a name is found, under each spelling of the destination.
func TestOwner(t *testing.T) {
	absolute, err := filepath.Abs("d")
	if err != nil {
		t.Fatal(err)
	}
	before := resumed()
	before.Out = absolute
	elsewhere := resumed()
	elsewhere.Out, elsewhere.Name, elsewhere.URL = "e", "{base}", "http://other/{code}"
	events := []zerolog.LogObjectMarshaler{
		before, named("A", "a", filepath.Join(absolute, "a"), 1), named("Q", "q", filepath.Join(absolute, "q"), 1),
		resumed(), named("B", "a", filepath.FromSlash("d/a"), 1), named("C", "x/c", filepath.FromSlash("d/x/c"), 1),
		named("D", "d", filepath.FromSlash("d/d"), 1), named("E", "d", filepath.FromSlash("d/d"), 1),
		with(named("F", "d", filepath.FromSlash("d/d"), 1), func(o *logline.Result) { o.Status = outcome.Skipped }),
		&logline.Result{Seq: 1, Code: "G", Name: "g", Status: outcome.Error, Reason: "x"},
		named("\xff", "\xfe", filepath.FromSlash("d/\xfe"), 1), savedAs("H", filepath.FromSlash("d/h"), 1),
	}
	other := []zerolog.LogObjectMarshaler{
		elsewhere, named("I", "a", filepath.FromSlash("e/a"), 1), named("J", "../d/j", filepath.FromSlash("d/j"), 1),
	}
	for _, tt := range []struct {
		name    string
		options Options
		events  []zerolog.LogObjectMarshaler
		more    map[string]string
	}{
		{"resumed", Options{Owners: true}, events, map[string]string{"j": ""}},
		{"by code", Options{Owners: true, FindBy: ByCode}, events, map[string]string{"j": ""}},
		{"owners alone", Options{Owners: true, FindBy: NoFind}, append(events, other...), map[string]string{"j": "J"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			j, err := optionsOf(t, tt.options, resumed(), tt.events...)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{
				"a": "B", "q": "Q", "x/c": "C", "d": "E", "g": "", "\xfe": "\xff", "h": "H", "none": "", "": "",
			}
			for name, code := range tt.more {
				want[name] = code
			}
			for name, code := range want {
				if got, ok, err := j.Owner(name); got != code || ok != (code != "") || err != nil {
					t.Errorf("%q: %q, %v, %v, want %q", name, got, ok, err, code)
				}
			}
			if (tt.options.FindBy == NoFind) != (j.Len() == 0) {
				t.Errorf("%d entries", j.Len())
			}
		})
	}
}

// Runs with other options may share the log, but not lines of another version.
func TestSharedLog(t *testing.T) {
	alone := Options{Owners: true, FindBy: NoFind}
	other := resumed()
	other.URL, other.Name, other.Out, other.Server = "http://other/{code}", "{base}", "e", "local"
	if _, err := optionsOf(t, Options{Owners: true}, resumed(), other); err == nil {
		t.Error("a resumed log may have other options")
	}
	if _, err := optionsOf(t, alone, resumed(), other); err != nil {
		t.Error(err)
	}
	for _, text := range []string{`{"event":"run","v":2}` + "\n", "my notes\n", linesOf(t, resumed()) + "my notes"} {
		path := filepath.Join(t.TempDir(), "run.jsonl")
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path, resumed(), alone)
		if bad, _ := errors.AsType[*Error](err); bad == nil || bad.Line == 0 {
			t.Errorf("%q: %v", text, err)
		}
	}
	j, err := Open(filepath.Join(t.TempDir(), "none.jsonl"), resumed(), alone)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, err := j.Owner("a"); ok || err != nil {
		t.Error(ok, err)
	}
	log, err := j.OpenLog()
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	if !log.WasEmpty() {
		t.Error("a new log was not empty")
	}
}

// A log with the former name template continues.
func TestFormerTemplate(t *testing.T) {
	now := resumed()
	now.Name = "{base}"
	if _, err := optionsOf(t, Options{Former: "{code}{ext}"}, now, resumed(), now); err != nil {
		t.Error(err)
	}
	for _, options := range []Options{{}, {Former: "{seq}"}} {
		if _, err := optionsOf(t, options, now, resumed()); err == nil {
			t.Errorf("%+v: another template is accepted", options)
		}
	}
}

// If the log is cut during the run, a name that another code may have is an error.
func TestOwnerOfCutLog(t *testing.T) {
	j, err := optionsOf(t, Options{Owners: true}, resumed(), resumed(), named("A", "a", filepath.FromSlash("d/a"), 1))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(j.path, 0); err != nil {
		t.Skip(err) // the system keeps the file as long as it is open
	}
	if code, ok, err := j.Owner("a"); err == nil || ok {
		t.Error(code, ok, err)
	}
	if _, ok, err := j.Owner("b"); err != nil || ok {
		t.Error(ok, err)
	}
	if !j.Cut() {
		t.Error("Cut reports nothing")
	}
}
