package command

import (
	"os"
	"regexp"
	"testing"
)

// Examples of the README that share a log say the same of where codes are fetched and how files are
// called, since --resume refuses a log that was made with anything else.
func TestExamplesShareLogs(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	logs := regexp.MustCompile(`(?m)^ {4}hoist .*--log (\S+)`)
	decides := regexp.MustCompile(` (--url|-n|-o|-s) '[^']*'| (-o|-s) \S+`)
	first := map[string]string{}
	shared := false
	for _, example := range logs.FindAllStringSubmatch(string(text), -1) {
		line, log := example[0], example[1]
		options := ""
		for _, option := range decides.FindAllString(line, -1) {
			options += option
		}
		before, again := first[log]
		if again && options != before {
			t.Errorf("%s: the first example with it has%s, this one has%s:\n%s", log, before, options, line)
		}
		first[log] = options
		shared = shared || again
	}
	if !shared {
		t.Error("no two examples share a log")
	}
}
