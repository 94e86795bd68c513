package command

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/command/units"
)

var update = flag.Bool("update", false, "write docs/options.md")

// docs/options.md is generated from the table of options, by
// `go test ./internal/command -run TestOptionsDocument -update`.
func TestOptionsDocument(t *testing.T) {
	path := filepath.Join(rootDir, "docs", "options.md")
	want := optionsDocument()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/options.md is stale; write it with -update (-want +got)\n%s", diff)
	}
}

// optionsDocument returns the content of docs/options.md.
func optionsDocument() string {
	var b strings.Builder
	b.WriteString("# Options\n\n<!-- Made by: go test ./internal/command -run TestOptionsDocument -update -->\n\n" +
		"Options may stand before or after codes, and short options together: `-qw5`. `--` ends the options.\n" +
		"If an option is not on the command line, the environment can set it.\n\n" +
		"Durations `D` are written as `500ms`, `6.1s`, `2m`, or as a number of seconds; rates `R` as `10`,\n" +
		"`10/s`, `600/m` or `5000/h`; sizes as `5000`, `500kB`, `10MB` or `64KiB`.\n")
	for _, g := range fetchOptions {
		writeGroup(&b, "##", g)
	}
	b.WriteString("\n## hoist serve\n\n`hoist serve {local|delay|error}` runs the practice server until a " +
		"signal ends it.\n" +
		"It also has the options of the practice server above.\n")
	writeGroup(&b, "###", serveOptions[0])
	b.WriteString("\n## hoist tally\n\n`hoist tally LOG ...` counts the files of the logs of earlier runs: " +
		"see [log.md](log.md#several-runs-and-logs).\n")
	writeGroup(&b, "###", tallyOptions[0])
	return b.String()
}

func writeGroup(b *strings.Builder, heading string, g group) {
	b.WriteString("\n" + heading + " " + g.title +
		"\n\n| option | meaning | default | environment | since |\n|---|---|---|---|---|\n")
	for _, o := range g.options {
		names := "`" + o.usage() + "`"
		for _, other := range o.short {
			if utf8.RuneCountInString(other) > 1 {
				names += ", `--" + other + "`"
			}
		}
		meaning := o.help
		if o.example != "" {
			meaning += " `" + o.example + "`"
		}
		row := []string{names, meaning, code(o.set) + o.def, code(o.env()), o.sinceVersion()}
		if o.def != "" {
			row[2] = o.def
		}
		for i := range row {
			row[i] = strings.ReplaceAll(row[i], "|", "\\|")
		}
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
	}
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

// Each option has a unique name and a help text. The default in the help is the default of the
// parser.
func TestOptionTable(t *testing.T) {
	for _, groups := range [][]group{fetchOptions, serveOptions, tallyOptions} {
		seen := map[string]bool{}
		for _, g := range groups {
			for _, o := range g.options {
				for _, name := range o.names() {
					if seen[name] {
						t.Errorf("two options have the name %s", name)
					}
					seen[name] = true
				}
				if !strings.HasSuffix(o.help, ".") && !strings.HasSuffix(o.help, "FIELD`.") {
					t.Errorf("--%s: its help %q is no sentence", o.name, o.help)
				}
				if got := defaultOf(o); got != "" && got != o.def {
					t.Errorf("--%s: its default is %s, and help says %s", o.name, got, o.def)
				}
				if o.value == "" && (o.unit != nil || o.list || o.set != "") {
					t.Errorf("--%s: a switch has no value", o.name)
				}
			}
		}
	}
}

// defaultOf returns the default that the parser has for a number or a duration. If there is none,
// it returns "".
func defaultOf(o option) string {
	if o.unit == nil {
		return ""
	}
	switch v := o.unit().(type) {
	case *units.Count:
		if v.N != 0 {
			return strconv.FormatUint(v.N, 10)
		}
	case *units.Duration:
		return v.String()
	}
	return ""
}

// The output of --help fits a terminal.
func TestHelpFits(t *testing.T) {
	short := shortHelp()
	if n := strings.Count(short, "\n"); n > 45 {
		t.Errorf("--help has %d lines", n)
	}
	all := map[string]string{"": short}
	for _, topic := range append(topicNames(), "all", "serve", "tally") {
		text, err := helpOn(topic)
		if err != nil {
			t.Fatal(err)
		}
		all[topic] = text
	}
	for topic, text := range all {
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > helpWidth {
				t.Errorf("help %s: a line of %d columns: %s", topic, n, line)
			}
		}
	}
	for _, g := range fetchOptions {
		for _, o := range g.options {
			if !strings.Contains(all["all"], "--"+o.name) {
				t.Errorf("--help all lacks --%s", o.name)
			}
			if !strings.Contains(all["all"], o.example) {
				t.Errorf("--help all lacks the example of --%s", o.name)
			}
		}
	}
	if _, err := helpOn("retrys"); err == nil || !strings.Contains(err.Error(), "did you mean retries?") {
		t.Errorf("got %v", err)
	}
}
