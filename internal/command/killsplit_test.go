package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
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

// A split that is killed while it names the parts has written an index before. With that the same
// command removes these parts, and makes its own.
func TestKillSplitNaming(t *testing.T) {
	t.Parallel()
	const n = 200
	dir := t.TempDir()
	var list strings.Builder
	for i := range 10 * n {
		fmt.Fprintf(&list, "https://h%d.example/\n", i)
	}
	path := filepath.Join(dir, "urls.txt")
	if err := os.WriteFile(path, []byte(list.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	split := func(parts string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), "hoist", "split", "-q", "--parts", strconv.Itoa(n), parts, "-f", "urls.txt")
		cmd.Dir = dir
		return cmd
	}
	if text, err := split("undisturbed").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	want := disktest.Hashes(t, filepath.Join(dir, "undisturbed"))

	random, killed, between := seededBy(t, "HOIST_KILL_SEED"), filepath.Join(dir, "killed"), 0
	for range 5 {
		cmd := split("killed")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() {
			cmd.Wait() // a kill is an error
			close(ended)
		}()
		last := filepath.Join(killed, parts.Name(1+random.IntN(n), ".zst"))
		for running := true; running && !exists(last); {
			select {
			case <-ended:
				running = false
			default:
			}
		}
		cmd.Process.Kill() // unless it has ended
		<-ended
		if !exists(filepath.Join(killed, parts.IndexName)) {
			if exists(last) {
				between++
			}
			if exists(last) && !exists(filepath.Join(killed, ".hoist-split", parts.IndexName)) {
				t.Fatal("a part had its name before there was an index")
			}
		}
		if text, err := split("killed").CombinedOutput(); err != nil { // it makes the parts, or finds them
			t.Fatalf("%v: %s", err, text)
		}
		if diff := cmp.Diff(want, disktest.Hashes(t, killed)); diff != "" {
			t.Fatalf("-undisturbed +killed:\n%s", diff)
		}
		if err := os.RemoveAll(killed); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills between the first name and the index", between)
}
