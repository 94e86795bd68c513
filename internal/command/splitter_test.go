package command

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
)

// The status line of a split has the number of codes and the share of the list. It is not drawn
// more often than every 200 ms.
func TestSplitProgress(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(path, []byte("a\nb\nc\nd\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	list, err := source.Select(source.Spec{Files: []string{path}})
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	var screen bytes.Buffer
	s := &splitter{in: &input{list: list}, console: sink.NewConsole(&screen)}
	now, codes := time.Now(), uint64(0)
	for range list.Jobs {
		codes++
		s.showProgress(codes, now)
		now = now.Add(150 * time.Millisecond)
	}
	if want := "1 codes, 25% of the list\r\x1b[K3 codes, 75% of the list"; screen.String() != want {
		t.Errorf("got %q, want %q", &screen, want)
	}
}
