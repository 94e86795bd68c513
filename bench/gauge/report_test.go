//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A table stays if it was not measured again.
func TestReportKeepsEarlierTables(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("measured.jsonl", `{"tool":"hoist","time":"2026-11-26T18:00:00Z","hoist":"abc","seconds":0.0012}`+"\n")
	template := write("template",
		"# A\n\n"+`{{firsts "measured"}}`+"\n\n# B\n\n"+`{{firsts "kept"}}`+"\n\n# C\n\n"+`{{firsts "new"}}`+"\n")
	earlier := write("earlier",
		"# A\n\n<!-- measured -->\n\nstale\n\n# B\n\n<!-- kept -->\n\nas it was\n\nlast line\n\n# D\n")
	var b strings.Builder
	if err := report([]string{dir, template, earlier}, &b); err != nil {
		t.Fatal(err)
	}
	const want = "# A\n\n<!-- measured -->\n\n| | ms |\n|---|---:|\n| hoist | 1.2 |\n\n" +
		"Runs of each: 1. hoist at abc, 2026-11-26.\n\n" +
		"# B\n\n<!-- kept -->\n\nas it was\n\nlast line\n\n# C\n\n<!-- new -->\n\nNot measured.\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
