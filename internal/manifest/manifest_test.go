package manifest

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// A manifest has a line for each result with a file, in the form of sha256sum.
func TestManifest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sums")
	m, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	hash := sha256.Sum256([]byte("abc"))
	for _, r := range []logline.Result{
		{Status: outcome.OK, Path: "out/a", SHA256: hash},
		{Status: outcome.NotFound},
		{Status: outcome.Skipped, Path: "out/b c", SHA256: hash},
		{Status: outcome.Skipped}, // repeated in the list
		{Status: outcome.Error, Reason: "no"},
		{Status: outcome.Unchanged, Path: "/tmp/new\nline/a", SHA256: hash},
	} {
		if err := m.Add(&r); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Publish(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180
	want := abc + "  out/a\n" + abc + "  out/b c\n" + `\` + abc + `  /tmp/new\nline/a` + "\n"
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("got %q, want %q (%v)", got, want, err)
	}
}

// The characters that sha256sum of GNU coreutils 9 escapes are escaped, and a backslash is before
// the hash.
func TestEscapes(t *testing.T) {
	zeros := strings.Repeat("0", 64)
	for path, want := range map[string]string{
		"a b":    zeros + "  a b\n",
		"*a":     zeros + "  *a\n",
		`a\b`:    `\` + zeros + `  a\\b` + "\n",
		"a\nb\r": `\` + zeros + `  a\nb\r` + "\n",
	} {
		if got := string(appendLine(nil, [32]byte{}, path)); got != want {
			t.Errorf("%q: got %q, want %q", path, got, want)
		}
	}
}
