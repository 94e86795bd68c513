package records

import (
	"errors"
	"fmt"
	"strings"
)

// sumsColumns returns the names of the columns of Sums: the name of the file, the algorithm in
// lower case, and the hash in lower-case hex digits.
func sumsColumns() []string { return []string{"code", "algorithm", "hash"} }

// sums scans the lines of sha256sum, sha512sum, sha1sum and md5sum, and those that they write with
// --tag:
//
//	HEX  NAME
//	SHA256 (NAME) = HEX
//
// A `*` before the name marks a binary file. A backslash at the beginning of the line marks a name
// in which a line feed is `\n`, a carriage return `\r`, and a backslash `\\`. Blank lines and lines
// that begin with # are skipped, as with --check.
type sums struct{}

// algorithms are the algorithms by the number of hex digits of their hashes.
var algorithms = map[int]string{32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}

func (sums) check(line []byte) (skip bool, err error) {
	text := strings.TrimLeft(string(trimBreak(line)), " \t")
	return text == "" || text[0] == '#', nil
}

func (sums) scan(w *window, _ []byte) (*Record, error) {
	raw, err := w.raw()
	if err != nil {
		return nil, err
	}
	text, escaped := strings.CutPrefix(strings.TrimLeft(raw, " \t"), `\`)
	algorithm, name, hash, tagged := cutTag(text)
	if !tagged {
		if hash, name, err = cutHash(text); err != nil {
			return nil, err
		}
		algorithm = algorithms[len(hash)]
	}
	if algorithms[len(hash)] != algorithm || !isHex(hash) {
		return nil, fmt.Errorf("%.80q is not a hash of %s", hash, algorithm)
	}
	if escaped {
		if name, err = unescape(name); err != nil {
			return nil, err
		}
	}
	if name = trimRoot(name); name == "" {
		return nil, errors.New("has no name of a file")
	}
	return &Record{Raw: raw, Values: []string{name, algorithm, strings.ToLower(hash)}}, nil
}

// tags are the algorithms by their names in lines of --tag. OpenSSL 3 writes SHA2 with a hyphen.
var tags = map[string]string{
	"MD5": "md5", "SHA1": "sha1", "SHA256": "sha256", "SHA512": "sha512", "SHA2-256": "sha256", "SHA2-512": "sha512",
}

// cutTag splits a line of --tag. (OpenSSL writes no blank before the parenthesis.)
func cutTag(text string) (algorithm, name, hash string, ok bool) {
	tag, _, _ := strings.Cut(text, "(")
	algorithm = tags[strings.TrimSuffix(tag, " ")]
	if algorithm == "" || len(tag) == len(text) {
		return "", "", "", false
	}
	text = text[len(tag):]
	end := strings.LastIndexByte(text, ')') // the name may have parentheses, and the hash has none
	if end < 0 {
		return "", "", "", false
	}
	hash, ok = strings.CutPrefix(strings.TrimLeft(text[end+1:], " "), "=")
	return algorithm, text[1:end], strings.TrimLeft(hash, " "), ok
}

// cutHash splits a line without a tag.
func cutHash(text string) (hash, name string, err error) {
	const shortest = 8 // CRC-32; shorter ones may be words
	digits := strings.IndexAny(text, " \t")
	switch {
	case digits < shortest || !isHex(text[:digits]):
		return "", "", errors.New("is not a line of sha256sum, sha512sum, sha1sum or md5sum")
	case algorithms[digits] == "":
		return "", "", fmt.Errorf("a hash of %d hex digits: md5 has 32, sha1 40, sha256 64, sha512 128", digits)
	}
	name = text[digits+1:]
	if name != "" && (name[0] == ' ' || name[0] == '*') {
		name = name[1:]
	}
	return text[:digits], name, nil
}

func isHex(text string) bool {
	return text != "" && strings.Trim(text, "0123456789abcdefABCDEF") == ""
}

// unescape returns a name as it was before it was escaped.
func unescape(name string) (string, error) {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(name, `\`)
		b.WriteString(before)
		if !ok {
			return b.String(), nil
		}
		switch {
		case strings.HasPrefix(after, `\`):
			b.WriteByte('\\')
		case strings.HasPrefix(after, "n"):
			b.WriteByte('\n')
		case strings.HasPrefix(after, "r"):
			b.WriteByte('\r')
		default:
			return "", errors.New(`has a backslash before another character than \, n or r`)
		}
		name = after[1:]
	}
}

// trimRoot returns a name without any ./ or / at its beginning.
func trimRoot(name string) string {
	for {
		rest, ok := strings.CutPrefix(strings.TrimLeft(name, "/"), "./")
		if !ok {
			return rest
		}
		name = rest
	}
}
