package journal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"github.com/hoist/hoist/internal/filelock"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/logline/loglinetest"
)

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "run.jsonl")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenLogRepairsTheEnd(t *testing.T) {
	run := linesOf(t, resumed())
	half := run[:30]
	for _, tt := range []struct{ name, before, want string }{
		{"empty", "", ""},
		{"whole", run, run},
		{"torn", run + half, run},
		{"torn at the first byte", run + "{", run},
		{"torn within the first field", run + `{"tim`, run},
		{"torn after it", run + lineStart, run},
		{"nothing but torn", half, ""},
		{"NULs", run + "\x00\x00", run},
		{"NULs of several blocks", run + strings.Repeat("\x00", 3*logline.BufferSize), run},
		{"torn, then NULs", run + half + strings.Repeat("\x00", logline.BufferSize), run},
		{"torn early, then NULs", run + `{"ti` + strings.Repeat("\x00", logline.BufferSize), run},
		{"torn and long", run + half + strings.Repeat("x", 3*logline.BufferSize), run},
		{"not ours", run + "my notes", run + "my notes\n"},
		{"not ours, a brace", run + "{x", run + "{x\n"},
		{"not ours, another object", run + `{"a":1}`, run + `{"a":1}` + "\n"},
		{"not ours, after NULs", run + "\x00note", run + "\x00note\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := file(t, tt.before)
			log, err := OpenLog(path, os.Stdout)
			if err != nil {
				t.Fatal(err)
			}
			write(t, log, "BR")
			if got, want := read(t, path), tt.want+linesOf(t, logline.Step{Code: "BR", Name: logline.Started}); got != want {
				t.Errorf("got %.200q, want %.200q", got, want)
			}
		})
	}
}

func TestResumeCutsAndAppends(t *testing.T) {
	whole := linesOf(t, resumed(), savedAs("BR", "d/p", 5))
	for _, before := range []string{whole, whole + whole[:30], whole + "\x00\x00"} {
		path := file(t, before)
		j, err := Open(path, resumed(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		log, err := j.OpenLog()
		if err != nil {
			t.Fatal(err)
		}
		if err := j.Close(); err != nil || sizeFound(t, j, "BR", "p") != 5 {
			t.Errorf("the Journal ends before the Log: %v", err)
		}
		write(t, log, "CN")
		if got, want := read(t, path), whole+linesOf(t, logline.Step{Code: "CN", Name: logline.Started}); got != want {
			t.Errorf("after %q: got %q", before, got)
		}
		if _, _, err := j.Find("BR", "p"); !errors.Is(err, os.ErrClosed) {
			t.Errorf("after the Log: %v", err)
		}
	}
}

func TestResumeMakesTheLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.jsonl")
	j, err := Open(path, resumed(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open makes it: %v", err)
	}
	log, err := j.OpenLog()
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Sync(); err != nil {
		t.Error(err)
	}
	if _, err := Open(path, resumed(), Options{}); !errors.Is(err, errBusy) {
		t.Errorf("a second one: %v", err)
	}
	write(t, log, "BR")
}

// A journal that is only read is opened beside a run that writes to the log, and keeps no run from
// writing. It has the lines that were whole.
func TestReadOnly(t *testing.T) {
	path := file(t, linesOf(t, resumed(), savedAs("BR", "d/BR.gif", 1))+lineStart)
	before := read(t, path)
	for range 2 {
		j, err := Open(path, resumed(), Options{Access: ReadOnly})
		if err != nil {
			t.Fatal(err)
		}
		if _, found, err := j.Find("BR", "BR.gif"); !found || err != nil {
			t.Errorf("found %t, %v", found, err)
		}
		if got := read(t, path); got != before {
			t.Errorf("the log is %q", got)
		}
		run, err := Open(path, resumed(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { run.Close() })
		if err := j.Close(); err != nil {
			t.Error(err)
		}
		j, err = Open(path, resumed(), Options{Access: ReadOnly})
		if err != nil {
			t.Fatal("beside a run:", err)
		}
		if err := errors.Join(j.Close(), run.Close()); err != nil {
			t.Error(err)
		}
	}
}

// busy reports whether a run that resumes the log is refused.
func busy(t *testing.T, path string) bool {
	t.Helper()
	j, err := Open(path, resumed(), Options{})
	if err == nil {
		j.Close()
		return false
	}
	if bad, ok := errors.AsType[*Error](err); !ok || !errors.Is(bad, errBusy) {
		t.Errorf("got %v", err)
	}
	return true
}

func TestRunsThatShareALog(t *testing.T) {
	path := file(t, linesOf(t, resumed()))
	one, err := OpenLog(path, os.Stdout)
	if err != nil {
		t.Fatal(err)
	}
	half := lineStart + "that one is about to write"
	if _, err := one.file.WriteString(half); err != nil {
		t.Fatal(err)
	}
	other, err := OpenLog(path, os.Stdout)
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); !strings.HasSuffix(got, half) {
		t.Errorf("the second cut: %q", got)
	}
	if !busy(t, path) {
		t.Error("resumed beside two runs")
	}
	if err := one.Close(); err != nil {
		t.Fatal(err)
	}
	if !busy(t, path) {
		t.Error("resumed beside one run")
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if busy(t, path) {
		t.Error("still busy")
	}
}

// While a run that resumes has not opened the log yet, another run may write to it. OpenLog then
// returns an error and cuts nothing off.
func TestResumeOfALogThatGrew(t *testing.T) {
	whole := linesOf(t, resumed())
	path := file(t, whole+whole[:30])
	j, err := Open(path, resumed(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	other, err := OpenLog(path, os.Stdout)
	if err != nil {
		t.Fatal(err)
	}
	write(t, other, "BR")
	grown := read(t, path)
	if _, err := j.OpenLog(); err == nil {
		t.Error("cut what another run wrote")
	} else if _, ok := errors.AsType[*Error](err); !ok {
		t.Errorf("got %v", err)
	}
	if got := read(t, path); got != grown {
		t.Errorf("got %q, want %q", got, grown)
	}
}

func TestResumeOfALogThatWasReplaced(t *testing.T) {
	path := file(t, linesOf(t, resumed()))
	j, err := Open(path, resumed(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if err := os.Rename(file(t, linesOf(t, resumed())), path); err != nil {
		t.Skip("an open file can't be replaced: ", err)
	}
	if _, err := j.OpenLog(); err == nil {
		t.Error("opened")
	}
}

// If something cuts the log during a run that resumes it, as logrotate does with copytruncate, only
// the lost lines are missing. Lines that are written later are whole, and the next run finds them.
func TestLogIsCutDuringTheRun(t *testing.T) {
	long := strings.Repeat("x", 2000)
	path := file(t, linesOf(t, resumed(), savedAs("BR", "d/BR", 5), savedAs(long, "d/long", 6)))
	j, err := Open(path, resumed(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	log, err := j.OpenLog()
	if err != nil {
		t.Fatal(err)
	}
	lines := logline.NewLines(log)
	put := func(events ...zerolog.LogObjectMarshaler) {
		for _, e := range events {
			lines.Write(loglinetest.Moment(), e)
		}
		if err := lines.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	put(resumed(), savedAs("CN", "d/CN", 7))
	if j.Cut() || sizeFound(t, j, "BR", "BR") != 5 {
		t.Error("the log is not whole")
	}
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	if got := sizeFound(t, j, "BR", "BR"); got != -1 || !j.Cut() {
		t.Errorf("of an empty log: %d", got)
	}
	for i := range 20 {
		put(savedAs("US", "d/US", int64(i)), savedAs(long, "d/another", 8))
		if got := sizeFound(t, j, "BR", "BR"); got != -1 {
			t.Errorf("of another log: %d", got)
		}
		if got := sizeFound(t, j, long, "long"); got != -1 {
			t.Errorf("of another log: %d", got)
		}
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	next, err := Open(path, resumed(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	if got := sizeFound(t, next, "US", "US"); got != 19 || next.Len() != 2 || !next.Headless() || next.Cut() {
		t.Errorf("size %d of %d entries, headless %v", got, next.Len(), next.Headless())
	}
}

func TestSync(t *testing.T) {
	if err := (*Log)(nil).Sync(); err != nil {
		t.Error(err)
	}
	stdout := tempFile(t)
	path := filepath.Join(t.TempDir(), "run.jsonl")
	for _, to := range []string{"-", path, os.DevNull} {
		log, err := OpenLog(to, stdout)
		if err != nil {
			t.Fatal(err)
		}
		if (log.directory != "") != (to == path) || log.regular != (to != os.DevNull) {
			t.Errorf("%s: regular %v, new in %q", to, log.regular, log.directory)
		}
		if err := log.Sync(); err != nil || log.directory != "" {
			t.Errorf("%s: %v", to, err)
		}
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	log, err := OpenLog("-", w)
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Sync(); err != nil {
		t.Errorf("a pipe: %v", err)
	}
	log, err = OpenLog(path, stdout)
	if err != nil {
		t.Fatal(err)
	}
	log.Close()
	if err := log.Sync(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}

// A run that has the exclusive lock is not disturbed if the log is opened again.
func TestOpenLogBesideALock(t *testing.T) {
	path := file(t, lineStart)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := filelock.Exclusive(f); err != nil {
		t.Fatal(err)
	}
	log, err := OpenLog(path, os.Stdout)
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil || read(t, path) != lineStart {
		t.Errorf("%v, %q", err, read(t, path))
	}
}
