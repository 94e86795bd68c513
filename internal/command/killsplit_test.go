package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/internal/parts"
)

// A split that is killed many times leaves either no index, or all parts. The same command makes
// the parts of an undisturbed split in the end, and removes the remains of the others.
func TestKillSplit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var list strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&list, "https://h%d.example/%x/%d\n", i*i%997, i*7919, i)
	}
	path := filepath.Join(dir, "urls.txt")
	if err := os.WriteFile(path, []byte(list.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	split := func(ctx context.Context, parts string) ([]byte, error) {
		cmd := exec.CommandContext(ctx, "hoist", "split", "--parts", "16", parts, "-f", "urls.txt")
		cmd.Dir = dir
		return cmd.CombinedOutput()
	}
	started := time.Now()
	if text, err := split(t.Context(), "undisturbed"); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	undisturbed := time.Since(started)
	want := disktest.Hashes(t, filepath.Join(dir, "undisturbed"))
	if len(want) != 17 {
		t.Fatalf("%d files, want 16 parts and the index", len(want))
	}

	random, killed := seededBy(t, "HOIST_KILL_SEED"), filepath.Join(dir, "killed")
	kills, index := 0, filepath.Join(killed, parts.IndexName)
	for range 30 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(random.Int64N(int64(undisturbed))))
		if _, err := split(ctx, "killed"); err != nil {
			kills++
		}
		cancel()
		if _, err := os.Stat(index); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		got := disktest.Hashes(t, killed)
		delete(got, ".hoist-split/lock") // the index has its name before that is removed
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("there is an index (-undisturbed +killed):\n%s", diff)
		}
		if err := os.RemoveAll(killed); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := split(t.Context(), "killed"); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if diff := cmp.Diff(want, disktest.Hashes(t, killed)); diff != "" {
		t.Errorf("-undisturbed +killed:\n%s", diff)
	}
	t.Logf("%d kills", kills)
}
