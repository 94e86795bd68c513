package logline

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hoist/hoist/internal/integrity"
	"github.com/hoist/hoist/internal/outcome"
)

// A Record is the description of a saved file in a line of the log.
type Record struct {
	Bytes           int64
	SHA256          [32]byte
	ContentType     string
	ContentEncoding string
	ETag            string
	LastModified    string
	URL             string              // the URL of the file, after redirects
	Asked           string              // the URL before redirects
	Expected        *integrity.Expected // the properties that were expected of the file, and that it has; nil for none
	Name            string              // under the destination, with `/` between directories; empty in lines of old versions
}

// A Saving is a code and the name of its saved file. Lines of old versions have a path and no name.
type Saving struct{ Code, Name, Path string }

// Saving checks a `result` line and returns the file that is there according to the line. If the
// line reports no file, ok is false.
func (l *Line) Saving() (s Saving, ok bool, err error) {
	if s.Code, err = l.codeOf(); err != nil {
		return Saving{}, false, err
	}
	status := outcome.Status(l.outcome.Text)
	switch {
	case !l.outcome.IsString():
		return Saving{}, false, errors.New("outcome is missing or not a string")
	case !slices.Contains(outcome.Statuses[:], status):
		return Saving{}, false, fmt.Errorf("outcome %.40q is unknown", l.outcome.Text)
	case status != outcome.OK && status != outcome.Unchanged:
		return Saving{}, false, nil
	case !l.path.IsString():
		return Saving{}, false, errors.New("path is missing or not a string")
	case l.Name.isOther():
		return Saving{}, false, errors.New("name is not a string")
	case !isSize(l.bytes):
		return Saving{}, false, errors.New("bytes is not a whole number of 0 or more")
	case !isSHA256(l.sha256):
		return Saving{}, false, errors.New("sha256 is not 64 hex digits")
	}
	s.Name, s.Path = l.Name.Text, l.path.Text
	return s, true, nil
}

// codeOf returns the code of a line, with its original bytes.
func (l *Line) codeOf() (string, error) {
	if !l.code.IsString() {
		return "", errors.New("code is missing or not a string")
	}
	if l.code64 == (Field{}) {
		return l.code.Text, nil
	}
	code, err := base64.StdEncoding.DecodeString(l.code64.Text)
	if err != nil || !l.code64.IsString() {
		return "", errors.New("code_b64 is not base64")
	}
	return string(code), nil
}

func isSize(f Field) bool {
	_, err := strconv.ParseUint(f.Text, 10, 63)
	return err == nil && !f.IsString()
}

func isSHA256(f Field) bool {
	return f.IsString() && len(f.Text) == 64 && strings.Trim(f.Text, "0123456789abcdefABCDEF") == ""
}

// Record returns the fields of the line about its file. Saving must have accepted the line. The
// strings are copies.
func (l *Line) Record() Record {
	r := Record{
		ContentType:     l.contentType.copied(),
		ContentEncoding: l.encoding.copied(),
		ETag:            l.etag.copied(),
		LastModified:    l.lastModified.copied(),
		URL:             l.finalURL.copied(),
		Asked:           l.URL.copied(),
		Expected:        parseExpected(l.expected),
		Name:            l.Name.copied(),
	}
	if r.URL == "" {
		r.URL = r.Asked
	}
	r.Bytes, _ = strconv.ParseInt(l.bytes.Text, 10, 64) // isSize has seen it
	hex.Decode(r.SHA256[:], []byte(l.sha256.Text))      // and isSHA256
	return r
}

// copied returns a copy of the text of a JSON string. If the field is not a string, it returns "".
func (f Field) copied() string {
	if !f.IsString() {
		return ""
	}
	return strings.Clone(f.Text)
}
