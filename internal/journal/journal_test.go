package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/logline/loglinetest"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
	"github.com/rs/zerolog"
)

func resumed() logline.Header {
	return logline.Header{Program: "1", URL: "https://u:secret@h/{code}.gif", Out: "d", Name: "{code}{ext}", Workers: 1}
}

// savedAs returns a saved file of that size. Tests identify lines by the size.
func savedAs(code, path string, size int64) *logline.Result {
	o := sample()
	o.Code, o.Path, o.Bytes = code, path, size
	return &o
}

func with(o *logline.Result, change func(*logline.Result)) *logline.Result {
	change(o)
	return o
}

// linesOf are the lines of events, as a run writes them.
func linesOf(t testing.TB, events ...zerolog.LogObjectMarshaler) string {
	t.Helper()
	var b strings.Builder
	lines := logline.NewLines(&b)
	for _, e := range events {
		lines.Write(loglinetest.Moment(), e)
	}
	if err := lines.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// journalOf opens the journal of a log of that text.
func journalOf(t testing.TB, text string, now logline.Header, tune tuning) (*Journal, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "run.jsonl")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	j, err := openJournal(path, now, Options{}, tune)
	if err == nil {
		t.Cleanup(func() { j.Close() })
	}
	return j, err
}

// sizeFound returns Record.Bytes, or -1 if nothing is found.
func sizeFound(t testing.TB, j *Journal, code, name string) int64 {
	t.Helper()
	r, ok, err := j.Find(code, name)
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		return -1
	}
	return r.Bytes
}

func TestFindReturnsTheLine(t *testing.T) {
	redirected := with(savedAs("CN", "d/CN.gif", 7), func(o *logline.Result) { o.FinalURL, o.Redirects = "https://other/cn.gif", 1 })
	bare := logline.Result{Seq: 4, Code: "US", Status: outcome.Unchanged, Path: "d/US.gif", Bytes: 9, SHA256: [32]byte{1}}
	text := linesOf(t, resumed(), savedAs("BR", "d/BR.gif", 5), redirected, &bare, &logline.Tally{})
	j, err := journalOf(t, text, resumed(), usual())
	if err != nil {
		t.Fatal(err)
	}
	record := logline.Record{
		Bytes: 5, SHA256: sample().SHA256, ContentType: "image/gif", ContentEncoding: "gzip", ETag: `"x"`,
		LastModified: "Thu, 01 Jan 2026 00:00:00 GMT", URL: "https://h/br.gif", Asked: "https://h/br.gif",
	}
	moved := record
	moved.Bytes, moved.URL = 7, "https://other/cn.gif"
	for _, tt := range []struct {
		code, name string
		want       logline.Record
		found      bool
	}{
		{"BR", "BR.gif", record, true},
		{"CN", "CN.gif", moved, true},
		{"US", "US.gif", logline.Record{Bytes: 9, SHA256: [32]byte{1}}, true},
		{"BR", "CN.gif", logline.Record{}, false},
		{"B", "Rd/BR.gif", logline.Record{}, false},
		{"XX", "XX.gif", logline.Record{}, false},
	} {
		got, found, err := j.Find(tt.code, tt.name)
		if diff := cmp.Diff(tt.want, got); diff != "" || found != tt.found || err != nil {
			t.Errorf("%s, %s: %v, %v, want, got:\n%s", tt.code, tt.name, found, err, diff)
		}
	}
	if j.Len() != 3 {
		t.Errorf("%d entries", j.Len())
	}
}

// The code and the name identify a file, whatever path its line has. Lines of old versions have no
// name. There the path identifies the file, under any spelling of the destination.
func TestNamesIdentifyFiles(t *testing.T) {
	named := func(code, name, path string, size int64) *logline.Result {
		return with(savedAs(code, path, size), func(o *logline.Result) { o.Name = name })
	}
	j, err := journalOf(t, linesOf(t, resumed(),
		named("BR", "a/BR", "s3://bucket/a/BR", 1),
		named("BR", "b/BR", "shard.tar", 2), named("CN", "CN", "shard.tar", 3),
		named("XX", "\xff", "d/\xff", 4),
		named("US", "US", "elsewhere/US", 5), savedAs("US", "d/US", 6),
		savedAs("DE", "d/DE", 7), named("DE", "DE", "elsewhere/DE", 8),
		savedAs("IN", "shard.tar", 9),
	), resumed(), usual())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		code, name string
		want       int64 // -1 if it is not found
	}{
		{"BR", "a/BR", 1}, {"BR", "b/BR", 2}, {"CN", "CN", 3}, {"XX", "\xff", 4}, {"US", "US", 6}, {"DE", "DE", 8},
		{"BR", "BR", -1}, {"BR", "shard.tar", -1}, {"IN", "IN", -1},
	} {
		if got := sizeFound(t, j, tt.code, tt.name); got != tt.want {
			t.Errorf("%s, %q: size %d, want %d", tt.code, tt.name, got, tt.want)
		}
	}
}

func TestWhichLineCounts(t *testing.T) {
	of := func(status outcome.Status, size int64) *logline.Result {
		return with(savedAs("BR", "d/BR.gif", size), func(o *logline.Result) { o.Status = status })
	}
	failed := func(status outcome.Status) *logline.Result {
		return &logline.Result{Seq: 1, Code: "BR", Status: status, Reason: "x"}
	}
	for _, tt := range []struct {
		name   string
		events []zerolog.LogObjectMarshaler
		want   int64
		len    int
	}{
		{"none", nil, -1, 0},
		{"the last", []zerolog.LogObjectMarshaler{of(outcome.OK, 1), of(outcome.OK, 2), of(outcome.OK, 3)}, 3, 1},
		{"unchanged after ok", []zerolog.LogObjectMarshaler{of(outcome.OK, 1), of(outcome.Unchanged, 2)}, 2, 1},
		{"ok after unchanged", []zerolog.LogObjectMarshaler{of(outcome.Unchanged, 1), of(outcome.OK, 2)}, 2, 1},
		{"of the run before", []zerolog.LogObjectMarshaler{of(outcome.OK, 1), resumed()}, 1, 1},
		{"not what was skipped", []zerolog.LogObjectMarshaler{of(outcome.OK, 1), of(outcome.Skipped, 2)}, 1, 1},
		{
			"not what failed",
			[]zerolog.LogObjectMarshaler{
				of(outcome.OK, 1), failed(outcome.Error), failed(outcome.NotFound), failed(outcome.Cancelled),
			},
			1, 1,
		},
		{"only failed", []zerolog.LogObjectMarshaler{failed(outcome.Error)}, -1, 0},
		{"another path", []zerolog.LogObjectMarshaler{of(outcome.OK, 1), savedAs("BR", "d/other.gif", 2)}, 1, 2},
		{
			"steps between",
			[]zerolog.LogObjectMarshaler{
				of(outcome.OK, 1), logline.Step{Seq: 1, Code: "BR", Name: logline.Saved, Worker: 1},
			},
			1, 1,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := linesOf(t, append([]zerolog.LogObjectMarshaler{resumed()}, tt.events...)...)
			j, err := journalOf(t, text, resumed(), usual())
			if err != nil {
				t.Fatal(err)
			}
			if got := sizeFound(t, j, "BR", "BR.gif"); got != tt.want || j.Len() != tt.len {
				t.Errorf("got %d of %d entries, want %d of %d", got, j.Len(), tt.want, tt.len)
			}
		})
	}
}

// A code that JSON can't represent is found again, and is never confused with another code.
func TestFindStrangeCodes(t *testing.T) {
	codes := []string{"", "a\"b\\c\n\x00", "🇧🇷", "\ufffd", "\xff", "\xfe", "a\xff\xfeb", strings.Repeat("\x01", 64<<10)}
	events := []zerolog.LogObjectMarshaler{resumed()}
	for i, code := range codes {
		events = append(events, savedAs(code, "d/\xff\xfe", int64(i)))
	}
	j, err := journalOf(t, linesOf(t, events...), resumed(), usual())
	if err != nil {
		t.Fatal(err)
	}
	for i, code := range codes {
		if got := sizeFound(t, j, code, "\xff\xfe"); got != int64(i) {
			t.Errorf("%.20q: got %d, want %d", code, got, i)
		}
	}
	if got := sizeFound(t, j, "a\xff\xffb", "\xff\xfe"); got != -1 {
		t.Errorf("took one code for another: %d", got)
	}
}

// Lines hide the secrets in which two codes may differ.
func TestFindSkipsSecrets(t *testing.T) {
	j, err := journalOf(t, linesOf(t, resumed(), savedAs("https://u:a@h/", "d/1", 5)), resumed(), usual())
	if err != nil {
		t.Fatal(err)
	}
	if got := sizeFound(t, j, "https://u:b@h/", "1"); got != -1 {
		t.Errorf("got %d", got)
	}
}

func TestCollisions(t *testing.T) {
	whole := func(key []byte) (hash, check uint64) { return 1 << 63, uint64(len(key)) }
	events := []zerolog.LogObjectMarshaler{resumed()}
	const codes = 600 // more than a chunk has
	for round := range 2 {
		for i := range codes {
			events = append(events, savedAs(strings.Repeat("x", i), "d/p", int64(round*codes+i)))
		}
	}
	tune := usual()
	tune.hash = whole
	j, err := journalOf(t, linesOf(t, events...), resumed(), tune)
	if err != nil {
		t.Fatal(err)
	}
	for i := range codes {
		if got := sizeFound(t, j, strings.Repeat("x", i), "p"); got != int64(codes+i) {
			t.Fatalf("%d: got %d", i, got)
		}
	}
	if got := sizeFound(t, j, strings.Repeat("x", codes), "p"); got != -1 || j.Len() != codes {
		t.Errorf("got %d, of %d entries", got, j.Len())
	}
	// If all bits of two hashes are equal, one code is found and the other fetched again.
	if got := sizeFound(t, j, strings.Repeat("y", 5), "p"); got != -1 {
		t.Errorf("took one code for another: %d", got)
	}
}

// Wherever the blocks of a log end, each line is read once.
func TestBlocksOfEachSize(t *testing.T) {
	events := []zerolog.LogObjectMarshaler{resumed()}
	for i := range 9 {
		events = append(events, savedAs(fmt.Sprint(i), "d/p", int64(i)))
	}
	events = append(events, savedAs(strings.Repeat("long", 200), "d/p", 9))
	text := linesOf(t, events...)
	for block := range int64(len(text) + 2) {
		if block%7 != 0 && block > 500 && block < int64(len(text))-2 {
			continue
		}
		tune := usual()
		tune.block = block + 1
		r := replay{log: strings.NewReader(text), end: int64(len(text)), index: new(index), owners: new(index), tuning: tune}
		r.now, _ = originOf(resumed())
		if err := r.run(); err != nil {
			t.Fatalf("blocks of %d: %v", tune.block, err)
		}
		if r.index.len() != 10 {
			t.Fatalf("blocks of %d: %d entries", tune.block, r.index.len())
		}
		lines := 0
		for i := range r.index.shards {
			for k := range r.index.shards[i].entries.Len() {
				lines++
				offset := r.index.shards[i].entries.At(k).offset()
				if !strings.HasPrefix(text[offset:], lineStart) {
					t.Fatalf("blocks of %d: no line begins at %d", tune.block, offset)
				}
			}
		}
	}
}

func TestLongLines(t *testing.T) {
	long := savedAs(strings.Repeat("x", 1000), "d/p", 1)
	line := linesOf(t, long)
	text := linesOf(t, resumed(), long, savedAs("after", "d/p", 2))
	for _, tt := range []struct {
		longest int
		line    int // of the error
	}{{len(line) - 1, 0}, {len(line) - 2, 2}} {
		for _, block := range []int64{10, 700, 1 << 20} {
			tune := usual()
			tune.longest, tune.block = tt.longest, block
			j, err := journalOf(t, text, resumed(), tune)
			bad, _ := errors.AsType[*Error](err)
			switch {
			case tt.line > 0 && (bad == nil || bad.Line != tt.line):
				t.Errorf("blocks of %d: got %v", block, err)
			case tt.line == 0 && err != nil:
				t.Errorf("blocks of %d: got %v", block, err)
			case tt.line == 0 && sizeFound(t, j, long.Code, "p") != 1:
				t.Errorf("blocks of %d: not found", block)
			}
		}
	}
}

func TestFindTogether(t *testing.T) {
	events := []zerolog.LogObjectMarshaler{resumed()}
	for i := range 100 {
		events = append(events, savedAs(fmt.Sprint(i), "d/p", int64(i)))
	}
	j, err := journalOf(t, linesOf(t, events...), resumed(), usual())
	if err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for i := range 100 {
				if r, ok, err := j.Find(fmt.Sprint(i), "p"); r.Bytes != int64(i) || !ok || err != nil {
					t.Errorf("%d: got %d, %v, %v", i, r.Bytes, ok, err)
				}
			}
		})
	}
	readers.Wait()
}

// fileOf returns the code and the name of a saving. If the line has no name, its path under d shows
// it.
func fileOf(s logline.Saving) logline.Saving {
	if name, under := strings.CutPrefix(s.Path, "d/"); s.Name == "" && under && filepath.Join("d", name) == s.Path {
		s.Name = name
	}
	if s.Name != "" {
		s.Path = ""
	}
	return s
}

func FuzzReplay(f *testing.F) {
	whole := linesOf(f, resumed(), savedAs("BR", "d/BR.gif", 5), savedAs("\xff", "d/p", 6), &logline.Tally{})
	f.Add([]byte(whole), int64(64))
	f.Add([]byte(linesOf(f, resumed(), with(savedAs("BR", "x", 5), func(o *logline.Result) { o.Name = "BR.gif" }))), int64(64))
	f.Add([]byte(whole[:len(whole)-20]), int64(7))
	f.Add([]byte(linesOf(f, resumed())+
		`{"event":"result","code":"","outcome":"ok","path":"","bytes":0,"sha256":"`+
		strings.Repeat("0", 64)+`"}`+"\n"), int64(1))
	f.Add([]byte(strings.Repeat("[", 20_000)+"\n"), int64(4096))
	f.Fuzz(func(t *testing.T, text []byte, block int64) {
		tune := usual()
		tune.block = min(max(block, 1), 1<<16)
		j, err := journalOf(t, string(text), resumed(), tune)
		if err != nil {
			if _, ok := errors.AsType[*Error](err); !ok {
				t.Fatalf("no LogError: %v", err)
			}
			return
		}
		last := map[logline.Saving]logline.Record{}
		for line := range bytes.Lines(text[:j.end]) {
			var l logline.Line
			if err := l.Parse(string(line)); err != nil {
				t.Fatalf("accepted %q: %v", line, err)
			}
			if l.Event.Text != "result" {
				continue
			}
			if s, ok, err := l.Saving(); ok && err == nil && redact.URLs(s.Code) == s.Code {
				last[fileOf(s)] = l.Record()
			}
		}
		for s, want := range last {
			if s.Name == "" || s.Name != asLogged(s.Name) { // another directory, or a name that JSON can't represent
				continue
			}
			if got, ok, err := j.Find(s.Code, s.Name); err != nil || !ok || got != want {
				t.Errorf("%q: got %v, %v, %v", s, got, ok, err)
			}
		}
	})
}

// sample is a file that was saved.
func sample() logline.Result {
	return logline.Result{
		Seq: 3, Code: "BR", Status: outcome.OK, URL: "https://h/br.gif", Host: "h", HTTPStatus: 200,
		Path: "downloaded/BR.gif", Bytes: 1234, SHA256: [32]byte{0x0a, 31: 0xf0},
		ContentType: "image/gif", ContentEncoding: "gzip",
		ETag: `"x"`, LastModified: "Thu, 01 Jan 2026 00:00:00 GMT",
		RemoteIP: "2001:db8::1", Protocol: "HTTP/2.0", Attempts: 2,
		Elapsed: 50_250_400 * time.Nanosecond, TTFB: 1_500 * time.Nanosecond,
	}
}
