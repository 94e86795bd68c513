package journal

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/redact"
)

// Find returns the record of the last `ok` or `unchanged` line for code with a file of that name in
// the destination, with `/` between directories. It is safe for concurrent use. If the log can't be
// read, or Journal or Log is closed, the error is an *Error. If the line is gone, since something
// cut the log, it is not found.
//
// If a code has a user name or password in it, the lines don't contain the whole code. So it is
// never found.
//
// If Options.FindBy is ByCode, the record is that of the last file of the code, and the name is not
// used. A line without a name is not found then.
func (j *Journal) Find(code, name string) (logline.Record, bool, error) {
	if redact.URLs(code) != code {
		return logline.Record{}, false, nil
	}
	wanted := []logline.Saving{{Code: code, Name: asLogged(name)}}
	if j.unnamed && j.options.FindBy == ByName {
		for _, out := range j.outs {
			wanted = append(wanted, logline.Saving{Code: code, Path: asLogged(filepath.Join(out, filepath.FromSlash(name)))})
		}
	}
	last, record, found := int64(-1), logline.Record{}, false
	for _, saving := range wanted {
		at, line, err := j.lastLine(saving)
		if err != nil {
			return logline.Record{}, false, unusable(j.path, err)
		}
		if line != nil && at > last {
			last, record, found = at, line.Record(), true
		}
	}
	return record, found, nil
}

// asLogged returns text as zerolog writes it: with U+FFFD for each byte that is not UTF-8.
func asLogged(text string) string { return string([]rune(text)) }

// lastLine returns the last line that reports a file. If no line reports it, line is nil.
func (j *Journal) lastLine(wanted logline.Saving) (at int64, line *logline.Line, err error) {
	hash, check := j.tuning.hash(j.options.appendKey(nil, wanted))
	at, ok := j.index.find(hash, check)
	if !ok {
		return 0, nil, nil
	}
	line, err = j.lineAt(at)
	if err != nil || line == nil || !j.options.isOf(line, wanted) {
		return 0, nil, err
	}
	return at, line, nil
}

// isOf reports whether a line reports that file.
func (o Options) isOf(line *logline.Line, wanted logline.Saving) bool {
	s, ok, err := line.Saving()
	if err != nil || !ok || s.Code != wanted.Code {
		return false
	}
	if o.FindBy == ByCode {
		return s.Name != ""
	}
	if s.Name != wanted.Name {
		return false
	}
	return s.Name != "" || s.Path == wanted.Path
}

// lineAt reads the line at offset again. If the line is gone, lineAt returns nil. hoist only
// appends to a log, so a line is gone only if something cuts the log, as logrotate does with
// copytruncate.
func (j *Journal) lineAt(offset int64) (*logline.Line, error) {
	buf := make([]byte, 1024) // more than most lines have
	for {
		n, err := j.file.ReadAt(buf, offset)
		if feed := bytes.IndexByte(buf[:n], '\n'); feed >= 0 {
			line := new(logline.Line)
			if line.Parse(string(buf[:feed])) == nil {
				return line, nil
			}
			return j.gone()
		}
		switch {
		case err == io.EOF, err == nil && len(buf) > j.tuning.longest:
			return j.gone()
		case err != nil:
			return nil, fmt.Errorf("the line at byte %d: %w", offset, err)
		}
		buf = make([]byte, 4*len(buf))
	}
}

func (j *Journal) gone() (*logline.Line, error) {
	j.cutOff.Store(true)
	return nil, nil
}
