package command

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/command/options"
)

// A block is a fenced block of a document.
type block struct {
	line int // of its first line of text, from 1
	info string
	text string
}

const (
	runs  = "sh"       // the tests run it
	norun = "sh norun" // it needs the network, or files that the reader has
)

// documents returns README.md and the documents in docs/, by name, with their blocks.
func documents(t *testing.T) map[string][]block {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(rootDir, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]block{}
	for _, path := range append(paths, filepath.Join(rootDir, "README.md")) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		found[filepath.Base(path)] = parseBlocks(string(text))
	}
	return found
}

// parseBlocks returns the fenced blocks of a document (CommonMark, section 4.5), if three
// backquotes at the start of a line begin them.
func parseBlocks(text string) (blocks []block) {
	const fence = "```"
	open := false
	for i, line := range strings.SplitAfter(text, "\n") {
		info, isFence := strings.CutPrefix(strings.TrimRight(line, "\n"), fence)
		switch {
		case isFence && !open:
			open = true
			blocks = append(blocks, block{line: i + 2, info: info})
		case isFence:
			open = false
		case open:
			blocks[len(blocks)-1].text += line
		}
	}
	return blocks
}

// commands returns the calls of hoist in b, each in one line.
func (b block) commands() []string {
	joined := strings.ReplaceAll(b.text, "\\\n", " ")
	return regexp.MustCompile(`(?m)\bhoist -[^|\n]*`).FindAllString(joined, -1)
}

// Of a JSON line all values count but times and ports.
func TestWithoutNumbers(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"12 of  20: 1.5/s\n": "0 of 0: 0/s",
		`{"time":"2026-11-26T21:20:31.003782Z","total":4,"hosts":{"127.0.0.1:36791":1},"elapsed_ms":7.312}`: `{"time":"0-0-0T0:0:0Z",` +
			`"total":4,"hosts":{"0.0:0":1},"elapsed_ms":0}`,
	} {
		if got := withoutNumbers(line); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestParseBlocks(t *testing.T) {
	t.Parallel()
	blocks := parseBlocks("a\n```sh\nhoist -a \\\n  -q | jq .\n```\n`code`\n```text\n```\n```json\n{}\n```\n")
	want := []block{{3, "sh", "hoist -a \\\n  -q | jq .\n"}, {8, "text", ""}, {10, "json", "{}\n"}}
	if !slices.Equal(blocks, want) {
		t.Errorf("got %+v, want %+v", blocks, want)
	}
	if got := blocks[0].commands(); !slices.Equal(got, []string{"hoist -a    -q "}) {
		t.Errorf("commands %q", got)
	}
}

// Each block has a type, so that no example escapes the tests by mistake.
func TestBlocksSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	known := []string{runs, norun, "console", "text", "json", "python", "yaml"}
	for name, blocks := range documents(t) {
		for _, b := range blocks {
			if !slices.Contains(known, b.info) {
				t.Errorf("%s:%d: the block is %q, want one of %q", name, b.line, b.info, known)
			}
		}
	}
}

// Examples that share a log have the same URL, names and destination, since --resume refuses a log
// that was made with others.
func TestExamplesShareLogs(t *testing.T) {
	t.Parallel()
	logs := regexp.MustCompile(`--log (\S+)`)
	decides := regexp.MustCompile(` (--url|-n|-o|-s) '[^']*'| (-o|-s) \S+`)
	shared := false
	for name, blocks := range documents(t) {
		for _, b := range blocks {
			first := map[string]string{}
			for _, command := range b.commands() {
				log := logs.FindStringSubmatch(command)
				if log == nil {
					continue
				}
				options := strings.Join(decides.FindAllString(command, -1), "")
				before, again := first[log[1]]
				if again && options != before {
					t.Errorf("%s:%d: %s: the first example with it has%s, this one has%s:\n%s", name, b.line, log[1], before, options, command)
				}
				first[log[1]] = options
				shared = shared || again
			}
		}
	}
	if !shared {
		t.Error("no two examples share a log")
	}
}

// Examples can be pasted one after the other, so no two blocks share a log, a list of failed codes
// or a destination. The commands of a README block do not share them either.
func TestExamplesAreApart(t *testing.T) {
	t.Parallel()
	files := regexp.MustCompile(`--(?:log|failed) (\S+)`)
	destination := regexp.MustCompile(`(?:-o|--out) (\S+)`)
	owner := map[string]string{}
	for name, blocks := range documents(t) {
		for _, b := range blocks {
			if b.info != runs && b.info != norun {
				continue
			}
			for i, command := range b.commands() {
				places := []string{"downloaded/"}
				if given := destination.FindStringSubmatch(command); given != nil {
					places[0] = given[1] + "/"
				}
				for _, given := range files.FindAllStringSubmatch(command, -1) {
					places = append(places, given[1])
				}
				me := fmt.Sprintf("%s:%d", name, b.line)
				if name == "README.md" {
					me += fmt.Sprintf(", command %d", i+1)
				}
				for _, place := range places {
					if before, taken := owner[place]; taken && before != me {
						t.Errorf("%s and %s share %s", before, me, place)
					}
					owner[place] = me
				}
			}
		}
	}
	if len(owner) < 40 {
		t.Errorf("found no more than %d places: %q", len(owner), owner)
	}
}

// Every option is explained in a document that was written by hand.
func TestDocumentsExplainEveryOption(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for _, name := range []string{"lists", "fetching", "resuming", "guarantees", "security", "log", "many-machines"} {
		document, err := os.ReadFile(filepath.Join(rootDir, "docs", name+".md"))
		if err != nil {
			t.Fatal(err)
		}
		text.Write(document)
	}
	for _, option := range options.LongNames(slices.Concat(options.Fetch, options.Serve, options.Tally, options.Split)) {
		if !regexp.MustCompile(option + `[^a-z-]`).MatchString(text.String()) {
			t.Errorf("no document has %s", option)
		}
	}
}

// TestExamplesRun runs the blocks of shell that need no network, each in a directory of its own: a
// reader may begin with any of them.
func TestExamplesRun(t *testing.T) {
	t.Parallel()
	for name, blocks := range documents(t) {
		for i, b := range blocks {
			if b.info != runs {
				continue
			}
			t.Run(fmt.Sprintf("%s:%d", name, b.line), func(t *testing.T) {
				t.Parallel()
				checkExample(t, t.TempDir(), blocks[i:])
			})
		}
	}
}

// TestExamplesRunInOneDirectory runs the same blocks one after the other, in the order in which the
// README lists the documents. So a pasted block does not depend on earlier blocks.
func TestExamplesRunInOneDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	all := documents(t)
	for _, name := range readingOrder(t) {
		for i, b := range all[name] {
			if b.info != runs {
				continue
			}
			t.Run(fmt.Sprintf("%s:%d", name, b.line), func(t *testing.T) { checkExample(t, dir, all[name][i:]) })
		}
		delete(all, name)
	}
	for name, blocks := range all {
		if slices.ContainsFunc(blocks, func(b block) bool { return b.info == runs }) {
			t.Errorf("the README does not list docs/%s", name)
		}
	}
}

// readingOrder is README.md, and the documents in the order in which its last section lists them.
func readingOrder(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(rootDir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, list, ok := strings.Cut(string(text), "\n## Documents\n")
	if !ok {
		t.Fatal("the README has no list of documents")
	}
	names := []string{"README.md"}
	for _, link := range regexp.MustCompile(`\]\(docs/([a-z-]+\.md)\)`).FindAllStringSubmatch(list, -1) {
		names = append(names, link[1])
	}
	return names
}

// checkExample runs the first of blocks in dir. A block of text or JSON after it is an excerpt of
// its output, except for the numbers in text, times and ports, and the order of lines. A line of
// JSON may be wrapped: its further rows begin with two blanks.
func checkExample(t *testing.T, dir string, blocks []block) {
	t.Helper()
	printed := runExample(t, dir, blocks[0].text)
	if len(blocks) > 1 && slices.Contains([]string{"text", "json"}, blocks[1].info) {
		excerpt := blocks[1].text
		if blocks[1].info == "json" {
			excerpt = strings.ReplaceAll(excerpt, "\n  ", "")
		}
		checkExcerpt(t, printed, excerpt)
	}
}

// runExample returns the output of the example in dir. The example can't reach other machines.
func runExample(t *testing.T, dir, text string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the examples are for a shell of Unix")
	}
	for _, tool := range []string{"jq", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil && strings.Contains(text, tool) {
			t.Skipf("%s is not installed", tool)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-eu", "-c", text)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + cmd.Dir, "GOCOVERDIR=" + os.Getenv("GOCOVERDIR"), "GORACE=atexit_sleep_ms=0",
		"ALL_PROXY=http://127.0.0.1:1",
	}
	cmd.WaitDelay = time.Second // a background process of the example holds the pipe
	printed, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v:\n%s\nprinted:\n%s", err, text, printed)
	}
	return string(printed)
}

// checkExcerpt checks that each line of excerpt is a line of printed.
func checkExcerpt(t *testing.T, printed, excerpt string) {
	t.Helper()
	count := map[string]int{}
	for line := range strings.Lines(printed) {
		count[withoutNumbers(line)]++
	}
	for line := range strings.Lines(excerpt) {
		if count[withoutNumbers(line)]--; count[withoutNumbers(line)] < 0 {
			t.Errorf("the document has a line that the example does not print:\n%s", line)
		}
	}
	if t.Failed() {
		t.Logf("it prints:\n%s", printed)
	}
}

var (
	numbers = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)
	varying = regexp.MustCompile(`"time":"[^"]*"|_ms":[0-9.]+|127\.0\.0\.1:[0-9]+`)
)

// withoutNumbers returns a line with one blank for many, and 0 for every number. Of a JSON line
// only times and ports differ between two runs, and its other numbers stay.
func withoutNumbers(line string) string {
	if strings.HasPrefix(line, "{") {
		return varying.ReplaceAllStringFunc(line, func(text string) string { return numbers.ReplaceAllString(text, "0") })
	}
	return numbers.ReplaceAllString(strings.Join(strings.Fields(line), " "), "0")
}
