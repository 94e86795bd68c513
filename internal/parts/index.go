package parts

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
)

// IndexName is the name of the file in the directory of hoist split that describes the parts.
const IndexName = "parts.json"

// SplitDir is the directory, within that of the parts, for parts that have no names yet. If hoist
// split is killed, it stays, and the next split removes it. Before the parts get their names, the
// index is written there. So the next split knows the names that may have been given.
const SplitDir = ".hoist-split"

// IndexVersion is the version of that file. It goes up if older readers would misread the file.
const IndexVersion = 1

// The values of Index.By: a list was divided by host or by code.
const (
	ByHost = "host"
	ByCode = "code"
)

// An Index describes the parts of a list. It is written when all of them are whole.
type Index struct {
	Version int     `json:"version"`
	Parts   int     `json:"parts"`
	By      string  `json:"by"` // ByHost or ByCode
	Options Options `json:"options"`
	Ending  string  `json:"ending"` // of the names of parts
	Header  string  `json:"header,omitempty"`
	List    List    `json:"list"`
	Sum
	Each []IndexEntry `json:"each"` // part 1, 2, …
}

// A List is the list as it was read, which may be compressed.
type List struct {
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// A Sum has the counts of a part or of the whole list.
type Sum struct {
	Codes uint64 `json:"codes"` // with the inputs that are not codes
	Hosts uint64 `json:"hosts"`
	Bytes uint64 `json:"bytes"` // of the inputs, each with its line break

	// HostsEstimated is set if there are many hosts. Then Hosts is not exact.
	HostsEstimated bool `json:"hosts_estimated,omitempty"`
}

// An IndexEntry describes one part.
type IndexEntry struct {
	Part int    `json:"part"`
	Name string `json:"name,omitempty"` // of its file; empty if it has no codes
	Size int64  `json:"size,omitempty"` // of its file in bytes
	Sum
}

// Name returns the name of the file of a part.
func Name(k int, ending string) string { return fmt.Sprintf("%05d%s", k, ending) }

// Number returns the number in the name of a part. If no part can have the name, ok is false.
func Number(path string) (k int, ok bool) {
	digits, ending, ok := strings.Cut(filepath.Base(path), ".")
	k, err := strconv.Atoi(digits)
	return k, ok && err == nil && k > 0 && Name(k, "."+ending) == filepath.Base(path)
}

// ParseIndex reads an Index. The error continues a sentence that begins with the name of the file.
func ParseIndex(text []byte) (*Index, error) {
	var x Index
	if err := json.Unmarshal(text, &x); err != nil {
		return nil, fmt.Errorf("was not written by hoist split: %w", err)
	}
	switch {
	case x.Version != IndexVersion:
		return nil, fmt.Errorf("has the version %d, and this hoist reads version %d", x.Version, IndexVersion)
	case x.Parts < 1 || x.Parts > MaxParts || len(x.Each) != x.Parts:
		return nil, fmt.Errorf("was not written by hoist split: it has %d of %d parts", len(x.Each), x.Parts)
	}
	return &x, nil
}

// Append appends the text of the Index to b, with a line for each part.
func (x *Index) Append(b []byte) ([]byte, error) {
	head := *x
	head.Each = []IndexEntry{}
	text, err := json.Marshal(head)
	if err != nil {
		return b, err
	}
	b = append(b, strings.TrimSuffix(string(text), "]}")...)
	for i := range x.Each {
		if text, err = json.Marshal(&x.Each[i]); err != nil {
			return b, err
		}
		separator := ",\n"
		if i == 0 {
			separator = "\n"
		}
		b = append(append(b, separator...), text...)
	}
	return append(b, "\n]}\n"...), nil
}

// HasCodes reports whether part k has codes, and so a file.
func (x *Index) HasCodes(k int) bool { return x.Each[k-1].Codes > 0 }
