// Package manifest writes the hashes of the files that are there at the end of a run, as sha256sum
// writes them.
package manifest

import (
	"encoding/hex"
	"path/filepath"
	"strings"

	"github.com/hoist/hoist/internal/listfile"
	"github.com/hoist/hoist/internal/logline"
)

// What is the name of a manifest in messages.
const What = "manifest"

// A Manifest is a list of hashes and paths.
type Manifest struct {
	*listfile.File
	line []byte // is used again
}

// Open begins the manifest that will have the name path.
func Open(path string) (*Manifest, error) {
	file, err := listfile.Create(path, What, "--manifest")
	if err != nil {
		return nil, err
	}
	return &Manifest{File: file}, nil
}

// Add adds the file of a result, if the result has a file. It returns the first error of writing
// once. Later calls return nil.
func (m *Manifest) Add(o *logline.Result) error {
	if o.Path == "" || o.SHA256 == [32]byte{} {
		return nil
	}
	m.line = appendLine(m.line[:0], o.SHA256, filepath.ToSlash(o.Path))
	return m.File.Add(m.line)
}

var escaper = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`)

// appendLine appends a line of sha256sum(1). If the path has characters that need it, they are
// escaped, and a backslash begins the line. On Windows the path has slashes.
func appendLine(line []byte, hash [32]byte, path string) []byte {
	if escaped := escaper.Replace(path); escaped != path {
		line, path = append(line, '\\'), escaped
	}
	line = hex.AppendEncode(line, hash[:])
	return append(append(append(line, "  "...), path...), '\n')
}
