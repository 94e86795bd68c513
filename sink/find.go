package sink

import (
	"bytes"
	"fmt"
	"io"
)

// Find returns what the last `ok` or `unchanged` line says of code with that path (the line's `path` field, as
// Outcome.Path). Safe for concurrent use. The error is a *LogError, of a log that changed under its reader or can't
// be read; after the end of Journal or Log it is one too.
//
// Of a code with a user name or password in it lines don't say enough to know it again: it is never found.
func (j *Journal) Find(code, path string) (Record, bool, error) {
	if Redact(code) != code {
		return Record{}, false, nil
	}
	wanted := saving{code, string([]rune(path))} // as zerolog does it, U+FFFD for each byte that is no UTF-8
	hash, check := j.hash(wanted.appendKey(nil))
	for offset := range j.index.find(hash, check) {
		line, err := j.lineAt(offset)
		if err != nil {
			return Record{}, false, unusable(j.path, err)
		}
		if line.is(wanted) {
			return line.record(), true, nil
		}
	}
	return Record{}, false, nil
}

func (l *logLine) is(wanted saving) bool {
	s, ok, err := l.result()
	return err == nil && ok && s == wanted
}

// lineAt reads the line at offset again.
func (j *Journal) lineAt(offset int64) (*logLine, error) {
	buf := make([]byte, 1024) // more than most lines have
	for {
		n, err := j.file.ReadAt(buf, offset)
		if feed := bytes.IndexByte(buf[:n], '\n'); feed >= 0 {
			var line logLine
			if err := line.parse(string(buf[:feed])); err != nil {
				return nil, fmt.Errorf("what was a line at byte %d is %w any more", offset, err)
			}
			return &line, nil
		}
		if err == nil && len(buf) > j.longest {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, fmt.Errorf("the line at byte %d: %w", offset, err)
		}
		buf = make([]byte, 4*len(buf))
	}
}
