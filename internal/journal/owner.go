package journal

import (
	"errors"
	"path/filepath"
)

var errCut = errors.New("was cut during the run, so it is not known which code has a file name")

// Owner returns the code of the last `ok` or `unchanged` line with a file of that name in the
// destination. It is safe for concurrent use. Options.Owners must be set. If the log can't be read,
// or the line is gone, the error is an *Error.
//
// A path identifies the file, under each spelling of the destination that the run lines have. So a
// file counts also if a run with another destination saved it.
func (j *Journal) Owner(name string) (code string, ok bool, err error) {
	last := int64(-1)
	for _, out := range j.outs {
		path := asLogged(filepath.Join(out, filepath.FromSlash(name)))
		hash, check := j.tuning.hash([]byte(path))
		at, found := j.owners.find(hash, check)
		if !found || at < last {
			continue
		}
		line, err := j.lineAt(at)
		if err != nil {
			return "", false, unusable(j.path, err)
		}
		if line == nil {
			return "", false, &Error{Path: j.path, Err: errCut}
		}
		if saved, isFile, err := line.Saving(); err == nil && isFile && saved.Path == path {
			last, code, ok = at, saved.Code, true
		}
	}
	return code, ok, nil
}
