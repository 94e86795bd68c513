package records

import "strings"

// tsv scans values between TABs, one record a line. There are no quotes, so no value has a TAB or a
// line break. Empty lines are skipped.
type tsv struct{}

func (tsv) check(line []byte) (skip bool, err error) { return len(trimBreak(line)) == 0, nil }

func (tsv) scan(w *window, _ []byte) (*Record, error) {
	raw, err := w.raw()
	if err != nil {
		return nil, err
	}
	return &Record{Raw: raw, Values: strings.Split(raw, "\t")}, nil
}
