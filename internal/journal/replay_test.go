package journal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

func TestBadLines(t *testing.T) {
	run := linesOf(t, resumed())
	ok := linesOf(t, savedAs("BR", "d/BR.gif", 5))
	changed := func(old, with string) string {
		if !strings.Contains(ok, old) {
			t.Fatalf("no %s in %s", old, ok)
		}
		return strings.Replace(ok, old, with, 1)
	}
	without := func(name string) string { return changed(`"`+name+`":`, `"x":`) }
	sum := strings.Repeat("0", 60)
	for _, tt := range []struct {
		name, text string
		line       int    // of the error, or 0
		want       string // in the error
	}{
		{"empty", "", 0, ""},
		{"one run", run + ok, 0, ""},
		{"two runs", run + ok + run + ok, 0, ""},
		{"an unknown event", run + `{"event":"news","code":1}` + "\n", 0, ""},
		{"an unknown event before a run", `{"event":"news"}` + "\n" + run, 0, ""},
		{"an unknown field", run + changed(`"seq":`, `"news":{"a":[1,null]},"seq":`), 0, ""},
		{"blanks", run + " \t" + strings.Replace(ok, "\n", " \r\n", 1), 0, ""},
		{"upper-case digits", run + changed(`"0a`, `"0A`), 0, ""},

		{"a blank line", run + "\n" + ok, 2, "not valid JSON"},
		{"a note", run + ok + "my notes\n" + ok, 3, "not valid JSON"},
		{"a half line in the middle", run + ok[:40] + ok, 2, "not valid JSON"},
		{"NULs in the middle", run + "\x00\x00\n" + ok, 2, "not valid JSON"},
		{"two objects in a line", run + "{}{}\n", 2, "not valid JSON"},
		{"a list", run + "[]\n", 2, "not a JSON object"},
		{"a bad number", run + changed(`"bytes":5`, `"bytes":05`), 2, "not valid JSON"},
		{"a bad escape", run + changed(`"BR"`, `"\x"`), 2, "not valid JSON"},
		{"nested deeply", run + strings.Repeat("[", 1<<20) + "\n", 2, "nested too deep"},
		{"no event", run + "{}\n", 2, "event"},
		{"an event that is a number", run + `{"event":1}` + "\n", 2, "event"},
		{"the first of two", run + "a\n" + ok + "b\n", 2, "not valid JSON"},

		{"a result first", ok + run, 0, ""},
		{"a failure first", linesOf(t, &logline.Result{Seq: 1, Code: "X", Status: outcome.Error}) + run, 0, ""},
		{"a bad line after results without a run", ok + "x\n" + run, 2, "not valid JSON"},
		{"no code", run + without("code"), 2, "code"},
		{"code that is a number", run + changed(`"code":"BR"`, `"code":7`), 2, "code"},
		{"bad base64", run + changed(`"code":"BR"`, `"code":"","code_b64":"*"`), 2, "code_b64"},
		{"no outcome", run + without("outcome"), 2, "outcome"},
		{"unknown outcome", run + changed(`"outcome":"ok"`, `"outcome":"good"`), 2, `"good"`},
		{"no path", run + without("path"), 2, "path"},
		{"no bytes", run + without("bytes"), 2, "bytes"},
		{"bytes below zero", run + changed(`"bytes":5`, `"bytes":-5`), 2, "bytes"},
		{"a fraction of bytes", run + changed(`"bytes":5`, `"bytes":5.0`), 2, "bytes"},
		{"bytes as text", run + changed(`"bytes":5`, `"bytes":"5"`), 2, "bytes"},
		{"too many bytes", run + changed(`"bytes":5`, `"bytes":9223372036854775808`), 2, "bytes"},
		{"no sha256", run + without("sha256"), 2, "sha256"},
		{"sha256 too short", run + changed(sum, ""), 2, "sha256"},
		{"sha256 of other letters", run + changed(sum, "g"+sum[1:]), 2, "sha256"},
		{"unchanged without sha256", run + strings.Replace(without("sha256"), `"ok"`, `"unchanged"`, 1), 2, "sha256"},
		{"run without v", strings.Replace(run, `"v":1,`, "", 1), 1, "v is"},
		{"run without out", strings.Replace(run, `"out":`, `"x":`, 1), 1, "out"},

		{"torn", run + ok + ok[:50], 0, ""},
		{"all of a line but its end", run + strings.TrimSuffix(ok, "\n"), 0, ""},
		{"nothing but torn", run[:20], 0, ""},
		{"NULs at the end", run + ok + strings.Repeat("\x00", 5000), 0, ""},
		{"a note at the end", run + ok + "my notes", 3, "not valid JSON"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tune := usual()
			tune.block = 100
			_, err := journalOf(t, tt.text, resumed(), tune)
			if tt.line == 0 {
				if err != nil {
					t.Error(err)
				}
				return
			}
			bad, _ := errors.AsType[*Error](err)
			if bad == nil || bad.Line != tt.line || !strings.Contains(bad.Error(), tt.want) || strings.Contains(bad.Error(), "\n") {
				t.Errorf("got %v, want %q in line %d", err, tt.want, tt.line)
			}
		})
	}
}

func TestWhatMustNotChange(t *testing.T) {
	change := func(f func(*logline.Header)) logline.Header {
		h := resumed()
		f(&h)
		return h
	}
	local := func(url string) logline.Header {
		return change(func(h *logline.Header) { h.URL, h.Server = url, "local" })
	}
	for _, tt := range []struct {
		name        string
		before, now logline.Header
		want        string // the error after "log PATH: line 1: "
	}{
		{"nothing", resumed(), resumed(), ""},
		{"what may", resumed(), change(func(h *logline.Header) { h.Program, h.Workers, h.Rate, h.Ordered = "2", 9, "1/s", true }), ""},
		{
			"the password, which the log has not", resumed(),
			change(func(h *logline.Header) { h.URL = "https://u:other@h/{code}.gif" }), "",
		},
		{
			"bytes that JSON has not", change(func(h *logline.Header) { h.Out = "\xff" }),
			change(func(h *logline.Header) { h.Out = "\xfe" }), "",
		},
		{"the port of the practice server", local("http://127.0.0.1:1/"), local("http://127.0.0.1:2/"), ""},
		{
			"url", resumed(), change(func(h *logline.Header) { h.URL = "https://b/{code}" }),
			`made with --url "https://***@h/{code}.gif", and this run has --url "https://b/{code}"; use ` +
				`another --log`,
		},
		{
			"server", local("http://h/"), change(func(h *logline.Header) { h.Server = "delay" }),
			`made with --server "local", and this run has --server "delay"; use another --log`,
		},
		{
			"a server no more", local("http://h/"), change(func(h *logline.Header) { h.URL = "http://h/" }),
			`made with --server "local", and this run has --url "http://h/"; use another --log`,
		},
		{
			"a server now", change(func(h *logline.Header) { h.URL = "http://h/" }), local("http://h/"),
			`made with --url "http://h/", and this run has --server "local"; use another --log`,
		},
		{
			"name", resumed(), change(func(h *logline.Header) { h.Name = "{seq}" }),
			`made with --name "{code}{ext}", and this run has --name "{seq}"; use another --log`,
		},
		{
			"out", resumed(), change(func(h *logline.Header) { h.Out = "img" }),
			`made with --out "d", and this run has --out "img"; use another --log`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := journalOf(t, linesOf(t, tt.before), tt.now, usual())
			if tt.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			bad, _ := errors.AsType[*Error](err)
			if bad == nil || bad.Error() != "log "+bad.Path+": line 1: "+tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestHeadless(t *testing.T) {
	run, ok, step := linesOf(t, resumed()), linesOf(t, savedAs("BR", "d/BR", 5)),
		linesOf(t, logline.Step{Code: "BR", Name: logline.Started})
	for text, want := range map[string]bool{
		"": false, run: false, run + ok: false, step + run + ok: false, ok: true, ok + run: true,
		step + ok + run + ok: true,
	} {
		j, err := journalOf(t, text, resumed(), usual())
		if err != nil || j.Headless() != want {
			t.Errorf("%.80q: %v, %v", text, j.Headless(), err)
		}
		if found := sizeFound(t, j, "BR", "BR") == 5; found != strings.Contains(text, ok) {
			t.Errorf("%.80q: found %v", text, found)
		}
	}
	if (*Journal)(nil).Headless() || (*Journal)(nil).Cut() {
		t.Error("without a journal")
	}
}

// Two spellings of one directory are the same destination. Its files are found by any spelling.
func TestOneDirectoryOfSeveralNames(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := errors.Join(os.MkdirAll("d/sub", 0o777), os.Mkdir("other", 0o777)); err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	called := func(out string) logline.Header {
		h := resumed()
		h.Out = out
		return h
	}
	same := []string{"d", "./d", "d/", "d/sub/..", filepath.Join(here, "d")}
	if os.Symlink("d", "link") == nil {
		same = append(same, "link")
	}
	for _, before := range same {
		text := linesOf(t, called("d"), savedAs("BR", "d/BR", 1), called(before), savedAs("BR", filepath.Join(before, "BR"), 2))
		for _, now := range same {
			j, err := journalOf(t, text, called(now), usual())
			if err != nil {
				t.Errorf("%s, then %s: %v", before, now, err)
			} else if got := sizeFound(t, j, "BR", "BR"); got != 2 {
				t.Errorf("%s, then %s: found %d", before, now, got)
			}
		}
		for _, now := range []string{"other", "missing", ".", "d/sub"} {
			if _, err := journalOf(t, text, called(now), usual()); err == nil {
				t.Errorf("%s, then %s: no error", before, now)
			}
		}
	}
	text := linesOf(t, called("gone"), savedAs("BR", "gone/BR", 1))
	if _, err := journalOf(t, text, called(filepath.Join(here, "gone")), usual()); err != nil {
		t.Errorf("a directory that is not there: %v", err)
	}
	// The last line counts, with any spelling of the directory.
	text = linesOf(t, called("./d"), savedAs("BR", filepath.Join(here, "d", "BR"), 1),
		called(filepath.Join(here, "d")), savedAs("BR", "d/BR", 2))
	if j, err := journalOf(t, text, called("d"), usual()); err != nil || sizeFound(t, j, "BR", "BR") != 2 {
		t.Error("not the last line")
	}
	text = linesOf(t, called("d"), savedAs("BR", "d/BR", 2), called(filepath.Join(here, "d")),
		savedAs("BR", filepath.Join(here, "d", "BR"), 1))
	if j, err := journalOf(t, text, called("d"), usual()); err != nil || sizeFound(t, j, "BR", "BR") != 1 {
		t.Error("not the last line of another name")
	}
}

func TestLinesOfAnotherVersion(t *testing.T) {
	text := strings.Replace(linesOf(t, resumed()), `"v":1`, `"v":2`, 1)
	_, err := journalOf(t, text, resumed(), usual())
	const want = "line 1: its lines are of version 2, and this hoist has version 1; use another --log"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v", err)
	}
}

func TestOpenJournalOfWhatIsNoLog(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for path, wanted := range map[string]bool{
		filepath.Join(dir, "missing"): true, filepath.Join(dir, "missing", "too"): true, file: true,
		dir: false, os.DevNull: false,
	} {
		j, err := Open(path, resumed(), Options{})
		if _, refused := errors.AsType[*Error](err); refused == wanted {
			t.Errorf("%s: got %v", path, err)
		}
		if err != nil {
			continue
		}
		if _, found, err := j.Find("BR", "p"); found || err != nil || j.Len() != 0 {
			t.Errorf("%s: found %v, %v, %d entries", path, found, err, j.Len())
		}
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	}
}
