package logline

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hoist/hoist/internal/outcome"
)

// A Record is what a line of the log says of a file that was saved.
type Record struct {
	Bytes           int64
	SHA256          [32]byte
	ContentType     string
	ContentEncoding string
	ETag            string
	LastModified    string
	URL             string // that it came from, after redirects
}

// A Saving is which file was saved for which code, as a line of the log says it.
type Saving struct{ Code, Path string }

// Saving checks a `result` line and returns which file it says is there. ok is false where it says
// of none.
func (l *Line) Saving() (s Saving, ok bool, err error) {
	if s.Code, err = l.codeOf(); err != nil {
		return Saving{}, false, err
	}
	status := outcome.Status(l.outcome.Text)
	switch {
	case !l.outcome.IsString():
		return Saving{}, false, errors.New("outcome is missing or no text")
	case !slices.Contains(outcome.Statuses[:], status):
		return Saving{}, false, fmt.Errorf("outcome %.40q is unknown", l.outcome.Text)
	case status != outcome.OK && status != outcome.Unchanged:
		return Saving{}, false, nil
	case !l.path.IsString():
		return Saving{}, false, errors.New("path is missing or no text")
	case !isSize(l.bytes):
		return Saving{}, false, errors.New("bytes is no whole number from 0")
	case !isSHA256(l.sha256):
		return Saving{}, false, errors.New("sha256 is not 64 hex digits")
	}
	s.Path = l.path.Text
	return s, true, nil
}

// codeOf is the code of a line, with the bytes that it had before it became JSON.
func (l *Line) codeOf() (string, error) {
	if !l.code.IsString() {
		return "", errors.New("code is missing or no text")
	}
	if l.code64 == (Field{}) {
		return l.code.Text, nil
	}
	code, err := base64.StdEncoding.DecodeString(l.code64.Text)
	if err != nil || !l.code64.IsString() {
		return "", errors.New("code_b64 is no base64")
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

// Record is what a line that result accepts says of its file. Its texts are copies.
func (l *Line) Record() Record {
	r := Record{
		ContentType:     l.contentType.copied(),
		ContentEncoding: l.encoding.copied(),
		ETag:            l.etag.copied(),
		LastModified:    l.lastModified.copied(),
		URL:             l.finalURL.copied(),
	}
	if r.URL == "" {
		r.URL = l.URL.copied()
	}
	r.Bytes, _ = strconv.ParseInt(l.bytes.Text, 10, 64) // isSize has seen it
	hex.Decode(r.SHA256[:], []byte(l.sha256.Text))      // and isSHA256
	return r
}

// copied is the text of a string, and nothing of what is none.
func (f Field) copied() string {
	if !f.IsString() {
		return ""
	}
	return strings.Clone(f.Text)
}
