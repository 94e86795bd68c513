package existing

import (
	"context"

	"github.com/hoist/hoist/internal/digest"
	"github.com/hoist/hoist/internal/integrity"
	"github.com/hoist/hoist/internal/logline"
)

// find returns the record of the file by an earlier run. If no run has one, or that run had another
// URL for the code, it returns false.
func (l *Looker) find(f File) (logline.Record, bool, error) {
	if l.Policy.History == nil {
		return logline.Record{}, false, nil
	}
	record, ok, err := l.Policy.History.Find(f.Code, f.Name)
	return record, ok && (f.URL == "" || record.Asked == f.URL), err
}

// same reports whether a file of this size still matches the record, and the record is as the file
// is expected to be. If the file can't be read, it returns false.
func (l *Looker) same(ctx context.Context, f File, record logline.Record, size int64) bool {
	if record.Bytes != size || !record.Meets(f.Expected) {
		return false
	}
	if !l.Policy.Verify {
		return true
	}
	sum, err := hash(ctx, l.Reading, l.Store, f.Name)
	return err == nil && sum == record.SHA256
}

// isLogged reports whether an earlier run has saved the file, under its name or its former name,
// and the record is as the file is expected to be.
func (l *Looker) isLogged(f File) (bool, error) {
	record, logged, err := l.find(f)
	if err == nil && !logged && f.Former != "" {
		f.Name = f.Former
		record, logged, err = l.find(f)
	}
	return logged && record.Meets(f.Expected), err
}

// hasSHA256 reports whether a file with the hash of the record has the SHA-256 that is expected.
func hasSHA256(record *logline.Record, expected *integrity.Expected) bool {
	sum, ok := expected.Sum(digest.SHA256)
	return !ok || sum == digest.SumFrom(digest.SHA256, record.SHA256[:])
}
