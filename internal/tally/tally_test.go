package tally

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"github.com/hoist/hoist/internal/journal"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/packtest"
)

// start is the time of the first line of a test.
var start = time.Date(2026, 11, 26, 20, 0, 0, 0, time.UTC)

// A script is the text of a log. Each line is a second later than the line before it.
type script struct {
	text bytes.Buffer
	now  time.Time
}

func from(seconds int) *script { return &script{now: start.Add(time.Duration(seconds) * time.Second)} }

func (s *script) write(event zerolog.LogObjectMarshaler) *script {
	lines := logline.NewLines(&s.text)
	lines.Write(s.now, event)
	if err := lines.Flush(); err != nil {
		panic(err)
	}
	s.now = s.now.Add(time.Second)
	return s
}

func (s *script) run(resume bool) *script {
	return s.write(logline.Header{URL: "https://h/{code}", Out: "d", Name: "{code}", Resume: resume})
}

func (s *script) flags() *script {
	return s.write(logline.Header{URL: "https://h/{code}", Out: "d", Name: "{code}", Server: "local"})
}

func (s *script) result(code string, status outcome.Status) *script {
	return s.write(resultOf(code, code, status))
}

func (s *script) end(took time.Duration, exit int) *script {
	return s.write(&logline.Tally{Elapsed: took, Exit: exit})
}

func (s *script) raw(text string) *script {
	s.text.WriteString(text)
	return s
}

func (s *script) log() string { return s.text.String() }

func resultOf(code, name string, status outcome.Status) *logline.Result {
	r := logline.Result{Code: code, Name: name, Status: status, Host: "h", URL: "https://h/"}
	switch status {
	case outcome.OK, outcome.Unchanged, outcome.Skipped:
		r.Path, r.Bytes, r.SHA256 = "d/"+name, 10, [32]byte{1}
	case outcome.Error:
		r.Kind, r.Reason = outcome.Reset, "the connection broke"
	}
	return &r
}

// seen is the line of a code that --unique skips.
func seen(code string) *logline.Result {
	return &logline.Result{Code: code, Status: outcome.Skipped, Reason: "was seen before"}
}

// old is the line of a version that wrote no names.
func old(code string, status outcome.Status) *logline.Result {
	r := resultOf(code, code, status)
	r.Name = ""
	return r
}

// filesOf writes logs, and returns their paths.
func filesOf(t testing.TB, logs ...string) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	for i, text := range logs {
		path := filepath.Join(dir, fmt.Sprintf("%d.jsonl", i+1))
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func sumOf(t testing.TB, logs ...string) Sum {
	t.Helper()
	sum, err := Read(filesOf(t, logs...))
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// counts returns the outcomes that are not 0, as in "2 ok, 1 error".
func counts(t logline.Tally) string {
	var parts []string
	total := uint64(0)
	for _, s := range outcome.Statuses {
		if n := t.Counts[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
			total += n
		}
	}
	if total != t.Total {
		return fmt.Sprintf("total %d of %v", t.Total, parts)
	}
	return strings.Join(parts, ", ")
}

const (
	ok        = outcome.OK
	failed    = outcome.Error
	notFound  = outcome.NotFound
	skipped   = outcome.Skipped
	unchanged = outcome.Unchanged
	cancelled = outcome.Cancelled
)

func TestLastLineCounts(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []*logline.Result
		want  string
	}{
		{"no line", nil, ""},
		{"one line for each code", results("a", ok, "b", notFound, "c", failed, "d", cancelled),
			"1 ok, 1 not_found, 1 error, 1 cancelled"},
		{"an error, then the file", results("a", failed, "a", ok), "1 ok"},
		{"a file, then an error", results("a", ok, "a", failed), "1 error"},
		{"skipped after ok", results("a", ok, "a", skipped, "a", skipped), "1 ok"},
		{"skipped after unchanged", results("a", ok, "a", unchanged, "a", skipped), "1 unchanged"},
		{"skipped after an error: the file is there", results("a", failed, "a", skipped), "1 skipped"},
		{"skipped after an error after ok", results("a", ok, "a", failed, "a", skipped), "1 skipped"},
		{"ok after skipped", results("a", skipped, "a", ok), "1 ok"},
		{"an error after skipped", results("a", skipped, "a", failed), "1 error"},
		{"skipped alone", results("a", skipped), "1 skipped"},
		{"a duplicate after the file", []*logline.Result{resultOf("a", "a", ok), seen("a")}, "1 ok"},
		{"a duplicate after an error", []*logline.Result{resultOf("a", "a", failed), seen("a")}, "1 error"},
		{"a duplicate before the file", []*logline.Result{seen("a"), resultOf("a", "a", ok)}, "1 ok"},
		{"duplicates only, as after a cut", []*logline.Result{seen("a"), seen("a")}, "1 skipped"},
		{"two names of a code", []*logline.Result{resultOf("a", "1", ok), resultOf("a", "2", failed)}, "1 ok, 1 error"},
		{"two codes of a name", []*logline.Result{resultOf("a", "1", ok), resultOf("b", "1", failed)}, "1 ok, 1 error"},
		{"no URL, then a file", []*logline.Result{{Code: "a", Status: failed, Kind: outcome.BadURL, Reason: "x"},
			resultOf("a", "a", ok)}, "1 ok"},
		{"a file, then no URL", []*logline.Result{resultOf("a", "a", ok), {Code: "a", Status: failed,
			Kind: outcome.BadURL, Reason: "x"}}, "1 error"},
		{"old lines", []*logline.Result{old("a", failed), old("a", ok), old("b", ok), old("b", failed)}, "1 ok, 1 error"},
		{"old lines, then new", []*logline.Result{old("a", ok), resultOf("a", "a", skipped), old("b", failed),
			resultOf("b", "b", ok)}, "2 ok"},
		{"not UTF-8", []*logline.Result{resultOf("\xff", "%FF", ok), resultOf("\xfe", "%FE", failed)}, "1 ok, 1 error"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := from(0).run(false)
			for _, r := range tt.lines {
				s.write(r)
			}
			sum := sumOf(t, s.end(time.Second, 0).log())
			if got := counts(sum.Tally); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
			if want := int64(10 * sum.Tally.Counts[ok]); sum.Tally.Bytes != want {
				t.Errorf("%d bytes, want %d", sum.Tally.Bytes, want)
			}
		})
	}
}

// results makes results of codes and outcomes.
func results(pairs ...any) (all []*logline.Result) {
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, resultOf(pairs[i].(string), pairs[i].(string), pairs[i+1].(outcome.Status)))
	}
	return all
}

// If the path of an old line has another spelling of the destination, it counts as another file.
func TestOldPaths(t *testing.T) {
	for _, tt := range []struct{ out, path, want string }{
		{"d", "d/x/a", "x/a"}, {"d/", "d/x/a", "x/a"}, {"./d", "d/x/a", "x/a"}, {".", "x/a", "x/a"}, {"/", "/x/a", "x/a"},
		{"/d", "/d/x/a", "x/a"}, {"e", "d/x/a", "\x00d/x/a"}, {"d/x/a", "d/x/a", "\x00d/x/a"}, {".", "/x", "\x00/x"},
		{"", "a", "a"},
	} {
		if got := string(appendName(nil, logline.Result{Path: filepath.FromSlash(tt.path)},
			tt.out)); filepath.ToSlash(got) != tt.want {
			t.Errorf("%q under %q: %q, want %q", tt.path, tt.out, got, tt.want)
		}
	}
}

func TestSeveralLogs(t *testing.T) {
	early := from(0).run(false).result("a", failed).result("b", ok).end(3*time.Second, 1).log()
	late := from(10).run(false).result("a", ok).result("c", ok).end(4*time.Second, 0).log()
	for _, logs := range [][]string{{early, late}, {late, early}} {
		sum := sumOf(t, logs...)
		if got := counts(sum.Tally); got != "3 ok" || sum.Tally.Elapsed != 7*time.Second || len(sum.Unfinished) > 0 {
			t.Errorf("%s in %v, %v", got, sum.Tally.Elapsed, sum.Unfinished)
		}
	}
}

func TestOrderOfLines(t *testing.T) {
	line := func(at, code string, status outcome.Status) string {
		text := `{"event":"result","code":"` + code + `","outcome":"` + string(status) + `","error_kind":"dns"`
		if at != "" {
			text += `,"time":"2026-11-26T20:00:` + at + `Z"`
		}
		if status == ok {
			text += `,"path":"d/a","bytes":1,"sha256":"` + strings.Repeat("0", 64) + `"`
		}
		return text + `,"name":"a"}` + "\n"
	}
	for _, tt := range []struct {
		name string
		logs []string
		want string
	}{
		{"equal times: the last argument", []string{line("01", "a", ok), line("01", "a", failed)}, "1 error"},
		{"no times: the last argument", []string{line("", "a", failed), line("", "a", ok)}, "1 ok"},
		{"microseconds", []string{line("01.000002", "a", ok), line("01.000001", "a", failed)}, "1 ok"},
		{"a clock that was set back", []string{line("30", "a", failed) + line("10", "a", ok)}, "1 ok"},
		{"the same beside another log", []string{line("30", "a", failed) + line("10", "a", ok), line("20", "a", failed)}, "1 ok"},
		{"a line without a time is as late as the line before", []string{line("30", "b", ok) + line("", "a", ok),
			line("20", "a", failed)}, "2 ok"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := counts(sumOf(t, tt.logs...).Tally); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestErrorsAreCountedByKindAndHost(t *testing.T) {
	bad := resultOf("b", "b", failed)
	bad.Kind, bad.Host = "later_kind", "h2"
	sum := sumOf(t, from(0).run(false).result("a", failed).write(bad).result("c", failed).end(0, 1).log())
	want := map[outcome.Kind]uint64{outcome.Reset: 2, "later_kind": 1}
	if diff := cmp.Diff(want, sum.Tally.Kinds); diff != "" {
		t.Error(diff)
	}
	text := new(bytes.Buffer)
	lines := logline.NewLines(text)
	lines.Write(start, &sum.Tally)
	if err := lines.Flush(); err != nil || !strings.Contains(text.String(), `"error_hosts":{"h":2,"h2":1}`) {
		t.Errorf("%s, %v", text, err)
	}
}

func TestRuns(t *testing.T) {
	for _, tt := range []struct {
		name    string
		log     *script
		want    []string // of unfinished, then of resumed runs
		elapsed time.Duration
	}{
		{"finished", from(0).run(false).result("a", ok).end(1500*time.Millisecond, 0), nil, 1500 * time.Millisecond},
		{"finished, with failed codes", from(0).run(false).result("a", failed).end(time.Second, 1), nil, time.Second},
		{"two runs", from(0).run(false).end(time.Second, 0).run(false).end(time.Second, 0), nil, 2 * time.Second},
		{"two runs at once", from(0).run(false).run(false).end(time.Second, 0).end(2*time.Second, 0), nil, 3 * time.Second},
		{"killed", from(0).run(false).result("a", ok).result("b", ok), []string{"the run of 2026-11-26T20:00:00Z " +
			isOpen}, 2 * time.Second},
		{"killed at once", from(0).run(false), []string{"the run of 2026-11-26T20:00:00Z " + isOpen}, 0},
		{"killed, and another run", from(0).run(false).result("a", ok).run(false).end(time.Second, 0),
			[]string{"the run of 2026-11-26T20:00:00Z " + isOpen}, 2 * time.Second},
		{"killed and resumed", from(0).run(true).result("a", ok).run(true).end(time.Second, 0),
			[]string{"the run of 2026-11-26T20:00:00Z " + isResumed}, 2 * time.Second},
		{"killed twice", from(0).run(true).run(true).result("a", ok),
			[]string{"the run of 2026-11-26T20:00:01Z " + isOpen, "the run of 2026-11-26T20:00:00Z " + isResumed}, time.Second},
		{"stopped", from(0).run(false).result("a", cancelled).end(time.Second, 130),
			[]string{"the run of 2026-11-26T20:00:00Z was stopped, with exit status 130"}, time.Second},
		{"stopped and resumed", from(0).run(false).end(time.Second, 3).run(true).end(time.Second, 0), nil, 2 * time.Second},
		{"the beginning is cut off", from(0).result("a", ok).result("b", ok).end(5*time.Second, 0), nil, 5 * time.Second},
		{"only the end is there", from(0).end(5*time.Second, 0), nil, 5 * time.Second},
		{"only the middle is there", from(0).result("a", ok).result("b", ok), []string{isHeadless}, time.Second},
		{"no times", new(script).raw(`{"event":"run","v":1,"out":"d"}` + "\n"), []string{isOpen}, 0},
		{"empty", new(script), []string{isEmpty}, 0},
		{"a torn line", from(0).run(false).result("a", ok).raw(`{"time":"2026-11-26T20:00:0`),
			[]string{"the run of 2026-11-26T20:00:00Z " + isOpen}, time.Second},
		{"only a torn line", new(script).raw(`{"ti`), []string{isEmpty}, 0},
		{"NULs after a power cut", from(0).run(false).raw(strings.Repeat("\x00", 5<<20)),
			[]string{"the run of 2026-11-26T20:00:00Z " + isOpen}, 0},
		{"steps and events of later versions", from(0).run(false).write(logline.Step{Seq: 1, Code: "a", Name: logline.Started}).
			raw(`{"event":"new"}` + "\n"), []string{"the run of 2026-11-26T20:00:00Z " + isOpen}, time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			paths := filesOf(t, tt.log.log())
			sum, err := Read(paths)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range append(sum.Unfinished, sum.Resumed...) {
				text, _ := strings.CutPrefix(r.String(), "log "+paths[0]+": ")
				got = append(got, text)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if sum.Tally.Elapsed != tt.elapsed {
				t.Errorf("took %v, want %v", sum.Tally.Elapsed, tt.elapsed)
			}
		})
	}
}

func TestFlags(t *testing.T) {
	for _, tt := range []struct {
		name string
		logs []string
		want bool
	}{
		{"flags", []string{from(0).flags().log(), from(0).flags().log()}, true},
		{"flags and files", []string{from(0).flags().log(), from(0).run(false).log()}, false},
		{"files", []string{from(0).run(false).log()}, false},
		{"not known", []string{from(0).result("a", ok).log()}, false},
	} {
		if got := sumOf(t, tt.logs...).Flags; got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestBadLines(t *testing.T) {
	whole := from(0).run(false).result("a", ok)
	for _, tt := range []struct{ name, log, want string }{
		{"no JSON", whole.log() + "oops\n" + whole.log(), "line 3: not valid JSON; fix or remove that line"},
		{"a list of codes", "BR\nCN\n", "line 1: not valid JSON; fix or remove that line"},
		{"a code without a line feed", "BR", "line 1: does not end in a line feed, and hoist did not write it"},
		{"an outcome", `{"event":"result","code":"a","outcome":"fine"}` + "\n",
			`line 1: outcome "fine" is unknown; fix or remove that line`},
		{"a time", `{"event":"result","time":"now","code":"a","outcome":"cancelled"}` + "\n",
			"line 1: time is not as in 2006-01-02T15:04:05.000000Z; fix or remove that line"},
		{"a version", `{"event":"run","v":2,"out":"d"}` + "\n",
			"line 1: its lines are of version 2, and this hoist has version 1"},
		{"no version", `{"event":"run","out":"d"}` + "\n", "line 1: v is missing or not a number; fix or remove that line"},
		{"a tally", whole.log() + `{"event":"tally"}` + "\n",
			"line 3: elapsed_ms is not a number of milliseconds; fix or remove that line"},
		{"too long", whole.log() + `{"time":"` + strings.Repeat("x", journal.LongestLine) + `","event":"new"}` + "\n",
			"line 3: longer than 4194304 bytes"},
		{"NULs, then text", whole.log() + strings.Repeat("\x00", journal.LongestLine+2) + "x", "line 3: longer than 4194304 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			good := from(0).run(false).log()
			paths := filesOf(t, good, tt.log)
			_, err := Read(paths)
			if want := "log " + paths[1] + ": " + tt.want; err == nil || err.Error() != want {
				t.Errorf("%v, want %s", err, want)
			}
		})
	}
}

func TestManyKinds(t *testing.T) {
	s := from(0).run(false)
	for i := range mostKinds + 1 {
		r := resultOf("a", "a", failed)
		r.Kind = outcome.Kind(fmt.Sprint("kind", i))
		s.write(r)
	}
	if _, err := Read(filesOf(t, s.log())); err == nil || !strings.Contains(err.Error(),
		"line 102: more than 100 kinds of errors") {
		t.Error(err)
	}
}

func TestLongLines(t *testing.T) {
	for _, size := range []int{1 << 16, 1<<16 - 1, 1<<16 + 1, 3 << 20} {
		r := resultOf("a", "a", failed)
		r.Code = strings.Repeat("x", size)
		if got := counts(sumOf(t, from(0).run(false).write(r).result("b", ok).end(0, 1).log()).Tally); got != "1 ok, 1 error" {
			t.Errorf("a code of %d bytes: %s", size, got)
		}
	}
}

// packed returns text in each compression, by name.
func packed(text string) map[string]string {
	zst := packtest.ZstdStream(text)
	skipped := "\x5e\x2a\x4d\x18\x03\x00\x00\x00abc"
	return map[string]string{
		"plain": text, "gzip": packtest.Gzip(text), "zstd": zst, "zstd after a frame to skip": skipped + zst,
	}
}

func TestCompressedLogs(t *testing.T) {
	first, second := from(0).run(false).result("a", failed).log(), from(9).result("a", ok).result("b",
		ok).end(time.Second, 0).log()
	one, other := packed(first), packed(second)
	for name := range one {
		t.Run(name, func(t *testing.T) {
			if got := counts(sumOf(t, one[name]+other[name]).Tally); got != "2 ok" {
				t.Errorf("two parts in one file: %s", got)
			}
			if got := counts(sumOf(t, one[name], other["plain"]).Tally); got != "2 ok" {
				t.Errorf("two files: %s", got)
			}
		})
	}
}

func TestCompressedTextBreaksOff(t *testing.T) {
	s := from(0).run(false)
	for i := range 5000 {
		s.result(fmt.Sprint("code ", i*i), ok)
	}
	for name, text := range packed(s.end(time.Second, 0).log()) {
		if name == "plain" {
			continue
		}
		for _, size := range []int{len(text) / 2, len(text) - 1, 6} {
			sum := sumOf(t, text[:size])
			if n := len(sum.Unfinished); n == 0 || !strings.Contains(sum.Unfinished[n-1].State, "breaks off after line ") {
				t.Errorf("%s, %d of %d bytes: %v", name, size, len(text), sum.Unfinished)
			}
			if size > 6 && sum.Tally.Counts[ok] == 0 {
				t.Errorf("%s, %d of %d bytes: nothing counted", name, size, len(text))
			}
		}
		spoilt := text[:len(text)/2] + "spoilt" + text[len(text)/2+6:]
		if sum, err := Read(filesOf(t, spoilt)); err == nil && len(sum.Unfinished) == 0 {
			t.Errorf("%s: spoilt, and accepted", name)
		}
	}
}

// A file that breaks off within the first bytes of gzip or zstd is unfinished too.
func TestFirstBytesBreakOff(t *testing.T) {
	whole := packed(from(0).run(false).result("a", ok).end(time.Second, 0).log())
	for _, tt := range []struct {
		name  string
		least int // number of bytes by which the file is known
		most  int // beyond the header, or before the end of the frame
	}{{"gzip", 1, 20}, {"zstd", 1, 20}, {"zstd after a frame to skip", 2, 10}} {
		for size := tt.least; size <= tt.most; size++ {
			of := whole[tt.name]
			sum := sumOf(t, of[:size])
			if n := len(sum.Unfinished); n != 1 || sum.Unfinished[0].State != "the compressed text breaks off after line 0" {
				t.Errorf("%s, %d bytes: %v", tt.name, size, sum.Unfinished)
			}
			sum = sumOf(t, of+of[:size])
			if n := len(sum.Unfinished); n != 1 || sum.Unfinished[0].State != "the compressed text breaks off after line 3" {
				t.Errorf("%s, and %d bytes: %v", tt.name, size, sum.Unfinished)
			}
		}
	}
}

// A window beyond the limit, as of zstd --long=31, can't be unpacked. The error has the command
// that can.
func TestLargeWindow(t *testing.T) {
	frame := []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 1, 0, 0} // a window of 2 GiB, and an empty last block (RFC 8878)
	_, err := Read(filesOf(t, string(frame)))
	const want = "was compressed with a window of more than 128 MiB; unpack it first (zstd -dc --long=31)"
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v", err)
	}
	if bad, ok := errors.AsType[*journal.Error](err); !ok || bad.Line != 0 {
		t.Errorf("got %#v, want no line", err)
	}
}

func TestCheck(t *testing.T) {
	paths := filesOf(t, "x", "y")
	dir := filepath.Dir(paths[0])
	link := filepath.Join(dir, "link")
	if err := os.Link(paths[0], link); err != nil {
		t.Fatal(err)
	}
	in, err := Check([]string{paths[0], link, paths[1], paths[0]})
	if diff := cmp.Diff(Input{Logs: paths}, in); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	for path, want := range map[string]string{
		"-":                        "-: a log is read twice, so it must be a file, and not standard input",
		filepath.Join(dir, "none"): "log " + filepath.Join(dir, "none") + ": no such file or directory",
		os.DevNull: "log " +
			os.DevNull + ": is not a regular file, and a log is read twice; save it to a file first",
	} {
		if _, err := Check([]string{paths[0], path}); err == nil || !strings.HasPrefix(err.Error(),
			strings.TrimSuffix(want, "no such file or directory")) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}
