package command

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/stages"
)

// againAfter returns the last line of the summary of a run with args.
func againAfter(t *testing.T, args []string, readsStdin bool, exit int) string {
	t.Helper()
	var line string
	command := subcommand{"hoist", fetchOptions, func(c *cli.Context, g givenOptions) (int, error) {
		line = again(c, g, endedRun{readsStdin, true, true, exit})
		return 0, nil
	}, fetchUsage}
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
		{"a list", []string{"-s", "local", "BR", "--failed", "f", "CN"}, false, 1, begin + "hoist -s local -f f"},
		{"a list, options after codes", []string{"BR", "-aqw", "5", "--failed=f", "--every", "-f", "codes", "-0", "--", "-x"}, false, 1,
			begin + "hoist --quiet --workers 5 -0 -f f"},
		{"a list, standard input", []string{"-f", "-", "--failed", "f"}, true, 1, begin + "hoist -f f"},
		{"a list with a hyphen", []string{"-a", "--failed", "-f"}, false, 1, begin + "hoist -f ./-f"},
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
			begin + "the same command with -f f in place of its codes and of --failed"},
		{"a login", []string{"--user=me:secret", "--log", "log.jsonl"}, true, 1, stdin + "the same command with --resume"},
		{"a password in a code that is in the list", []string{"--url", "{+code}", "https://u:secret@h/", "--failed", "f"}, false, 1,
			begin + "hoist --url '{+code}' -f f"},
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
