package engines

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hoist/hoist/internal/command"
)

func TestMain(m *testing.M) {
	os.Setenv("GORACE", "atexit_sleep_ms=0") // a command under -race would sleep at its end
	testscript.Main(m, map[string]func(){"hoist": func() { os.Exit(command.Run(os.Args[1:])) }})
}

// requires skips the test unless all of the commands are installed.
func requires(t *testing.T, commands ...string) {
	t.Helper()
	for _, name := range commands {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed", name)
		}
	}
}

// must runs a command in dir and returns its standard output.
func must(t *testing.T, dir string, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	var said bytes.Buffer
	cmd.Stderr = &said
	printed, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s%s", strings.Join(cmd.Args, " "), err, printed, &said)
	}
	return string(printed)
}

// write writes text to the file name in dir, and returns its path.
func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// checkTally checks that the logs in dir have n codes, each with the final outcome ok, and that no
// part is missing.
func checkTally(t *testing.T, dir string, n int) {
	t.Helper()
	printed := must(t, "", "hoist", "tally", dir)
	var tally struct{ Total, OK int }
	if err := json.Unmarshal([]byte(printed), &tally); err != nil {
		t.Fatalf("%v: %s", err, printed)
	}
	if tally.Total != n || tally.OK != n {
		t.Errorf("want %d codes, all ok: %s", n, printed)
	}
}
