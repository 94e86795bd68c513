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

// IndexVersion is the version of that file. A change that readers must know of raises it.
const IndexVersion = 1

// By says how a list was divided: Index.By.
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
	Each []Entity `json:"each"` // part 1, 2, …
}

// Options are the options of hoist split that decide which code is in which part.
type Options struct {
	Format    string   `json:"format"`
	Null      bool     `json:"null,omitempty"`
	Columns   []string `json:"columns,omitempty"`
	Delimiter string   `json:"delimiter,omitempty"`
	Code      string   `json:"code,omitempty"`
	URL       string   `json:"url,omitempty"`
}

// A List is the list as it was read, which may be compressed.
type List struct {
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// A Sum has the sums of a part or of the whole list.
type Sum struct {
	Codes uint64 `json:"codes"` // with the inputs that are not codes
	Hosts uint64 `json:"hosts"`
	Bytes uint64 `json:"bytes"` // of the inputs, each with its line break

	// HostsEstimated says that Hosts is not exact, since there are many.
	HostsEstimated bool `json:"hosts_estimated,omitempty"`
}

// An Entity is one part.
type Entity struct {
	Part int    `json:"part"`
	Name string `json:"name,omitempty"` // of its file; empty if it has no codes
	Sum
}

// Name returns the name of the file of a part.
func Name(k int, ending string) string { return fmt.Sprintf("%05d%s", k, ending) }

// Number returns the number in a name that a part may have. If it has none, ok is false.
func Number(path string) (k int, ok bool) {
	digits, ending, ok := strings.Cut(filepath.Base(path), ".")
	k, err := strconv.Atoi(digits)
	return k, ok && err == nil && k > 0 && Name(k, "."+ending) == filepath.Base(path)
}

// ParseIndex reads an Index. The error describes it, as in "is not ...".
func ParseIndex(text []byte) (*Index, error) {
	var x Index
	if err := json.Unmarshal(text, &x); err != nil {
		return nil, fmt.Errorf("is not what hoist split writes: %w", err)
	}
	switch {
	case x.Version != IndexVersion:
		return nil, fmt.Errorf("has the version %d, and this hoist reads version %d", x.Version, IndexVersion)
	case x.Parts < 1 || x.Parts > MaxParts || len(x.Each) != x.Parts:
		return nil, fmt.Errorf("is not what hoist split writes: it has %d of %d parts", len(x.Each), x.Parts)
	}
	return &x, nil
}

// Append appends the text of the Index, with a line for each part.
func (x *Index) Append(b []byte) ([]byte, error) {
	head := *x
	head.Each = []Entity{}
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

// Describe returns the name of part k, and whether it has codes.
func (x *Index) Describe(k int) (name string, hasCodes bool) {
	return Name(k, x.Ending), x.Each[k-1].Codes > 0
}
