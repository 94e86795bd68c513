package help

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hoist/hoist/internal/command/options"
)

// The output of --help fits a terminal.
func TestHelpFits(t *testing.T) {
	all := map[string]string{}
	for _, topic := range append(topicNames(), "", "all", "serve", "tally", "split") {
		text, err := On(topic)
		if err != nil {
			t.Fatal(err)
		}
		all[topic] = text
	}
	if n := strings.Count(all[""], "\n"); n > 45 {
		t.Errorf("--help has %d lines", n)
	}
	for topic, text := range all {
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > options.Width {
				t.Errorf("help %s: a line of %d columns: %s", topic, n, line)
			}
		}
	}
	if _, err := On("retrys"); err == nil || !strings.Contains(err.Error(), "did you mean retries?") {
		t.Errorf("got %v", err)
	}
}
