package disktest

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"testing"
)

// Hashes returns the hash of each file under dir, by name.
func Hashes(t *testing.T, dir string) map[string]string {
	t.Helper()
	found, tree := map[string]string{}, os.DirFS(dir)
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(tree, name)
		found[name] = fmt.Sprintf("%x", sha256.Sum256(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
