package records

import (
	"path"
	"slices"
	"strings"
)

// A Format is the format of a list.
type Format string

// The formats. Lines has no records, and package source reads it.
const (
	Lines Format = "lines" // one code a line
	CSV   Format = "csv"   // RFC 4180
	TSV   Format = "tsv"   // values between TABs, without quotes
	JSONL Format = "jsonl" // one JSON object a line
	Sums  Format = "sums"  // the output of sha256sum, sha512sum, sha1sum and md5sum
)

// Formats returns all formats.
func Formats() []Format { return []Format{Lines, CSV, TSV, JSONL, Sums} }

// endings are the endings of the names of files, without .gz or .zst.
var endings = map[string]Format{
	".csv": CSV, ".tsv": TSV, ".jsonl": JSONL, ".ndjson": JSONL,
	".sha256": Sums, ".sha256sum": Sums, ".sha512": Sums, ".sha512sum": Sums,
	".sha1": Sums, ".sha1sum": Sums, ".md5": Sums, ".md5sum": Sums,
}

// sumNames are the usual names of lists of checksums, in lower case.
var sumNames = []string{"sha256sums", "sha512sums", "sha1sums", "md5sums"}

// FormatOf returns the format of a file by the ending of its name, in which .gz or .zst may follow,
// or by a usual name, such as SHA256SUMS. If the name is of no format, ok is false.
func FormatOf(name string) (f Format, ok bool) {
	name = strings.ToLower(strings.ReplaceAll(name, `\`, "/"))
	if IsPacked(name) {
		name = strings.TrimSuffix(name, path.Ext(name))
	}
	base := path.Base(name)
	if slices.Contains(sumNames, strings.TrimSuffix(base, path.Ext(base))) || slices.Contains(sumNames, base) {
		return Sums, true
	}
	f, ok = endings[path.Ext(name)]
	return f, ok
}

// IsPacked reports whether the name of a file ends in .gz or .zst.
func IsPacked(name string) bool {
	return slices.Contains([]string{".gz", ".zst"}, strings.ToLower(path.Ext(name)))
}

// HasHeader reports whether the first record of a list is the names of its columns.
func (f Format) HasHeader() bool { return f == CSV || f == TSV }
