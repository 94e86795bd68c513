package engines

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// document returns the block of docs/many-machines.md that begins with text.
func document(t *testing.T, beginning string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "many-machines.md"))
	if err != nil {
		t.Fatal(err)
	}
	const fence = "\n```"
	_, rest, found := strings.Cut(string(text), " norun\n"+beginning)
	block, _, closed := strings.Cut(rest, fence)
	if !found || !closed {
		t.Fatalf("no block begins with %q", beginning)
	}
	return beginning + block + "\n"
}
