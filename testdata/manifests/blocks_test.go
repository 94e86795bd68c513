// Package manifests checks the manifests of docs/many-machines.md against the types of their APIs,
// and runs their commands as the engines would. It is a module of its own, so that hoist does not
// depend on these types.
package manifests

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// blocks returns the fenced blocks of a type in docs/many-machines.md.
func blocks(t *testing.T, info string) (found []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "many-machines.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, rest := range strings.Split(string(text), "\n```"+info+"\n")[1:] {
		block, _, closed := strings.Cut(rest, "\n```\n")
		if !closed {
			t.Fatal("a block is not closed")
		}
		found = append(found, block)
	}
	return found
}

// An array is the command of an array of tasks, each with its index in a variable.
type array struct {
	command  []string
	variable string
	size     int
}

// run runs the tasks one after the other, for a list of three codes a task. hoist makes a plan and
// sends no request. A temporary directory takes the place of /shared. run checks that each code has
// one plan.
func (a array) run(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "bin", "hoist"), ".")
	build.Dir = filepath.Join("..", "..")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	var want strings.Builder
	for i := range 3 * a.size {
		want.WriteString("http://h" + string(rune('a'+i%26)) + ".example/" + strings.Repeat("x", i) + "\n")
	}
	// hoist recognizes zstd by the content, and this is plain text.
	if err := os.WriteFile(filepath.Join(dir, "urls.txt.zst"), []byte(want.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	planned := map[string]int{}
	for index := range a.size {
		for _, code := range a.plan(t, dir, index) {
			planned[code]++
		}
	}
	for code := range strings.Lines(want.String()) {
		if n := planned[strings.TrimSpace(code)]; n != 1 {
			t.Errorf("%s was planned by %d tasks", code, n)
		}
	}
}
