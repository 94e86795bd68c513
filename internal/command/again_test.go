package command

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/options"
	"github.com/hoist/hoist/stages"
)

// againAfter returns the last line of the summary of a run with args.
func againAfter(t *testing.T, args []string, readsStdin bool, exit int) string {
	t.Helper()
	var line string
	command := subcommand{"hoist", options.Fetch, func(c *cli.Context, g options.Given) (int, error) {
		line = again(c, g, endedRun{readsStdin, true, true, exit})
		return 0, nil
	}}
	if _, err := command.main(args); err != nil {
		t.Fatal(err)
	}
	return strings.Replace(line, ": "+quote(os.Args[0])+" ", ": hoist ", 1)
}

func TestAgain(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("log.jsonl", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	const begin = "To try those again: "
	const stdin = "To try those again, with the same codes on standard input: "
	for _, tt := range []struct {
		name  string
		args  []string
		stdin bool
		exit  int
		want  string
	}{
		{"a log", []string{"-s", "local", "BR", "--log", "log.jsonl"}, false, 1,
			begin + "hoist -s local BR --log log.jsonl --resume"},
		{"a log, resumed", []string{"--resume", "--log=log.jsonl", "BR"}, false, 1, begin + "hoist --resume --log=log.jsonl BR"},
		{"a log, resumed if it were not refused", []string{"--log", "log.jsonl", "--resume=false", "BR"}, false, 1,
			begin + "hoist --log log.jsonl BR --resume"},
		{"a log, codes after --", []string{"--log", "log.jsonl", "--", "-x"}, false, 1, begin + "hoist --log log.jsonl --resume -- -x"},
		{"a log, standard input", []string{"--log", "log.jsonl", "-f", "-"}, true, 1, stdin + "hoist --log log.jsonl -f - --resume"},
		{"a log that --resume would refuse", []string{"--log", "log.jsonl", "--if-exists", "error", "BR"}, false, 1,
			begin + "hoist --log log.jsonl BR --if-exists skip --resume"},
		{"a log that is a terminal or a pipe", []string{"--log", "-", "BR"}, false, 1, begin + "hoist --log - BR --if-exists skip"},
		{"a log and a list", []string{"--log", "log.jsonl", "--failed", "f", "BR"}, false, 1,
			begin + "hoist --log log.jsonl --failed f BR --resume"},
		{"a list", []string{"-s", "local", "BR", "--failed", "f", "CN"}, false, 1, begin + "hoist -s local -f f --failed f-2"},
		{"a list, options after codes", []string{"BR", "-aqw", "5", "--failed=f", "--every", "-f", "codes", "-0", "--", "-x"}, false, 1,
			begin + "hoist --quiet --workers 5 -0 -f f --failed f-2"},
		{"a list, standard input", []string{"-f", "-", "--failed", "f"}, true, 1, begin + "hoist -f f --failed f-2"},
		{"a list with a hyphen", []string{"-a", "--failed", "-f"}, false, 1, begin + "hoist -f ./-f --failed ./-f-2"},
		{"a list of a run that was stopped", []string{"--failed", "f", "-a"}, false, stages.ExitFailure,
			begin + "hoist --failed f -a --if-exists skip"},
		{"a list, and names by number", []string{"--failed", "f", "-a", "-n", "{seq}"}, false, 1,
			begin + "hoist --failed f -a -n '{seq}' --if-exists skip"},
		{"nothing", nil, false, 1, begin + "hoist --if-exists skip"},
		{"nothing, standard input", []string{"-w5"}, true, 1, stdin + "hoist -w5 --if-exists skip"},
		{"other existing files", []string{"--if-exists=overwrite", "BR"}, false, 1, begin + "hoist BR --if-exists skip"},

		{"quotes", []string{"--url", "https://h/{code}?a=b&c", "it's", "--log", "log.jsonl"}, false, 1,
			begin + `hoist --url 'https://h/{code}?a=b&c' 'it'\''s' --log log.jsonl --resume`},
		{"a password in a URL", []string{"--url", "https://u:secret@h/{code}", "--log", "log.jsonl", "x"}, false, 1,
			begin + "the same command with --resume"},
		{"a password in a code", []string{"--url", "{+code}", "https://u:secret@h/"}, false, 1,
			begin + "the same command with --if-exists skip"},
		{"a password of a proxy", []string{"--proxy", "u:secret@h:3128", "--log", "log.jsonl", "--resume", "x"}, false, 1,
			begin + "the same command"},
		{"a header", []string{"-H", "Authorization: Bearer secret", "--failed", "f", "x"}, false, 1,
			begin + "the same command with -f f --failed f-2 in place of its codes and of --failed"},
		{"a login", []string{"--user=me:secret", "--log", "log.jsonl"}, true, 1, stdin + "the same command with --resume"},
		{"a password in a code that is in the list", []string{"--url", "{+code}", "https://u:secret@h/", "--failed", "f"}, false, 1,
			begin + "hoist --url '{+code}' -f f --failed f-2"},
		{"a list of the shell", []string{"-f", "/dev/fd/63"}, false, 1, begin + "the same command with --if-exists skip"},
		{"a terminal's commands", []string{"a\x1b[2J"}, false, 1, begin + "the same command with --if-exists skip"},
		{"very long", slices.Repeat([]string{"code"}, 1000), false, 1, begin + "the same command with --if-exists skip"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := againAfter(t, tt.args, tt.stdin, tt.exit); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// The command has the options that variables of the environment set, unless the command line
// overrules them. A secret is not shown.
func TestAgainWithEnvironment(t *testing.T) {
	t.Chdir(t.TempDir())
	const begin = "To try those again: "
	for _, tt := range []struct {
		name string
		env  []string
		args []string
		want string
	}{
		{"values, switches and lists", []string{
			"HOIST_URL=https://h/{code}?a b", "HOIST_WORKERS=5", "HOIST_ALLOW_PRIVATE=yes", "HOIST_NO_PACING=0", "HOIST_FILE=a,b",
		}, []string{"-o", "d"},
			begin + "hoist -o d --file a,b --url 'https://h/{code}?a b' --allow-private --workers 5 --if-exists skip"},
		{"before --", []string{"HOIST_WORKERS=5"}, []string{"--", "-x"}, begin + "hoist --workers 5 --if-exists skip -- -x"},
		{"what the command line overrules", []string{"HOIST_URL=https://h/{code}", "HOIST_WORKERS=5", "HOIST_ALL=1", "HOIST_OUT="},
			[]string{"-s", "local", "-w9", "BR"}, begin + "hoist -s local -w9 BR --if-exists skip"},
		{"what the command replaces", []string{"HOIST_IF_EXISTS=overwrite"}, []string{"BR"}, begin + "hoist BR --if-exists skip"},
		{"a list", []string{"HOIST_FAILED=f", "HOIST_ALL=1"}, nil, begin + "hoist -f f --failed f-2"},
		{"a login", []string{"HOIST_USER=me:secret"}, []string{"BR"}, begin + "the same command with --if-exists skip"},
		{"a field", []string{"HOIST_HEADER=Authorization: Bearer secret"}, []string{"BR"},
			begin + "the same command with --if-exists skip"},
		{"a proxy with a password", []string{"HOIST_PROXY=http://me:secret@h:3128"}, []string{"BR"},
			begin + "the same command with --if-exists skip"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, variable := range tt.env {
				name, value, _ := strings.Cut(variable, "=")
				t.Setenv(name, value)
			}
			if got := againAfter(t, tt.args, false, 1); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// The list of the codes that fail again has a number, so that it does not replace the list that is
// read, nor another file.
func TestNextList(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, tt := range []struct {
		there []string
		path  string
		want  string
	}{
		{nil, "failed", "failed-2"},
		{nil, "lists.d/failed.csv.gz", "lists.d/failed-2.csv.gz"},
		{nil, ".failed", ".failed-2"},
		{nil, "./-f", "./-f-2"},
		{nil, "failed-2026-11-26", "failed-2026-11-26-2"},
		{[]string{"failed.txt", "failed-2.txt"}, "failed.txt", "failed-3.txt"},
		{[]string{"failed.txt", "failed-2.txt"}, "failed-2.txt", "failed-3.txt"},
	} {
		for _, path := range tt.there {
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := nextList(tt.path); got != tt.want {
			t.Errorf("after %s with %q: got %s, want %s", tt.path, tt.there, got, tt.want)
		}
	}
}

// A shell turns quoted words back into the original words.
func TestQuote(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	words := []string{"", "plain-1.5/x", "it's", "$HOME `x` \"y\" \\", "~", "{a,b}", "*", "a b", "#c", "'", "!1", "é"}
	out, err := exec.CommandContext(t.Context(), sh, "-c", `printf '%s\n' `+quoteAll(words)).Output()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(out), strings.Join(words, "\n")+"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := quote(filepath.Join("a", "b")); got != filepath.Join("a", "b") && os.PathSeparator == '/' {
		t.Errorf("quoted without need: %s", got)
	}
}
