package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/logline/loglinetest"
)

// tempFile is a stdout that is not a terminal.
func tempFile(t *testing.T) *os.File {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// pseudoTerminal is a stdout that is a terminal.
func pseudoTerminal(t *testing.T) *os.File {
	t.Helper()
	f, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no pseudo-terminal: ", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func write(t *testing.T, log *Log, code string) {
	t.Helper()
	lines := logline.NewLines(log)
	lines.Write(loglinetest.Moment(), logline.Step{Code: code, Name: logline.Started})
	if err := lines.Flush(); err != nil {
		t.Error(err)
	}
	if err := log.Close(); err != nil {
		t.Error(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestLogToStdout(t *testing.T) {
	for _, path := range []string{"", "-"} {
		t.Run("--log="+path, func(t *testing.T) {
			stdout := tempFile(t)
			log, err := OpenLog(path, stdout)
			if err != nil {
				t.Fatal(err)
			}
			write(t, log, "BR")
			if _, err := stdout.WriteString("still open\n"); err != nil {
				t.Errorf("stdout was closed: %v", err)
			}
			if got := read(t, stdout.Name()); !strings.Contains(got, `"code":"BR"`) {
				t.Errorf("on stdout: %q", got)
			}
			if log.OnTerminal() {
				t.Error("a file passes for a terminal")
			}
		})
	}
}

func TestLogToAFileAppends(t *testing.T) {
	stdout, path := tempFile(t), filepath.Join(t.TempDir(), "log.jsonl")
	for _, code := range []string{"BR", "CN"} {
		log, err := OpenLog(path, stdout)
		if err != nil {
			t.Fatal(err)
		}
		write(t, log, code)
	}
	got := strings.SplitAfter(read(t, path), "\n")
	if len(got) != 3 || !strings.Contains(got[0], `"BR"`) || !strings.Contains(got[1], `"CN"`) {
		t.Errorf("got %q", got)
	}
	if text := read(t, stdout.Name()); text != "" {
		t.Errorf("on stdout: %q", text)
	}
}

func TestLogThatCannotBeOpened(t *testing.T) {
	dir := t.TempDir()
	link, file := filepath.Join(dir, "link"), filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("missing", "log"), link); err != nil {
		t.Skip(err)
	}
	for path, named := range map[string]string{
		link: link, filepath.Join(link, "new", "log"): link,
		filepath.Join(file, "log"): file, filepath.Join(file, "new", "log"): file, dir: dir,
	} {
		log, err := OpenLog(path, tempFile(t))
		if err == nil || !strings.Contains(err.Error(), named) || log != nil {
			t.Errorf("%s: got %v, %v", path, log, err)
		}
	}
}

func TestLogOnATerminal(t *testing.T) {
	stdout := pseudoTerminal(t)
	file := filepath.Join(t.TempDir(), "log.jsonl")
	for _, tt := range []struct {
		name, path        string
		none, onTheScreen bool
	}{
		{"nowhere unless asked for", "", true, false},
		{"asked for", "-", false, true},
		{"in a file", file, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log, err := OpenLog(tt.path, stdout)
			if err != nil {
				t.Fatal(err)
			}
			if (log == nil) != tt.none || log.OnTerminal() != tt.onTheScreen {
				t.Errorf("none %v, on the screen %v", log == nil, log.OnTerminal())
			}
			if (log == nil) != tt.none {
				t.Errorf("log: %v", log)
			}
			if err := log.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestLogReportsAFailedClose(t *testing.T) {
	log, err := OpenLog(filepath.Join(t.TempDir(), "log.jsonl"), tempFile(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

// A half line that no run has written gets a line feed, so that the first line of this run is
// whole.
func TestOpenLogEndsHalfLine(t *testing.T) {
	for before, want := range map[string]string{"": "x\n", "a\n": "a\nx\n", "a\nhal": "a\nhal\nx\n"} {
		path := filepath.Join(t.TempDir(), "log")
		if err := os.WriteFile(path, []byte(before), 0o666); err != nil {
			t.Fatal(err)
		}
		log, err := OpenLog(path, os.Stdout)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := log.file.WriteString("x\n"); err != nil {
			t.Fatal(err)
		}
		if err := log.Close(); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("after %q: %q, %v", before, got, err)
		}
	}
}
