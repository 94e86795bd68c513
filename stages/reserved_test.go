package stages

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReserve(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "out", "a"), 0o777); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	got := Reserved{}
	for _, path := range []string{"out/x", "out/a/x", filepath.Join(dir, "out", "abs"), "out/../beside", "out/missing/x", "outer"} {
		got.Reserve("out", path, "log")
	}
	if os.Symlink("out", "link") == nil {
		got.Reserve("link", "out/behind", "log")
	}
	want := Reserved{"x": "log", "a/x": "log", "abs": "log", "behind": "log"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got.check("a/x") == nil || got.check("a") != nil || Reserved(nil).check("x") != nil {
		t.Error("the wrong names are refused")
	}
}
