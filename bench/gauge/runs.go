//go:build linux

package main

import (
	"fmt"
	"slices"
)

// runs are the runs of one tool with one number of files.
type runs []Record

func byTool(all []Record) []runs {
	var tools []runs
	for _, r := range all {
		i := slices.IndexFunc(tools, func(t runs) bool { return t[0].Tool == r.Tool && t[0].comparable(r) })
		if i < 0 {
			tools = append(tools, runs{r})
			continue
		}
		tools[i] = append(tools[i], r)
	}
	return tools
}

// comparable reports whether two records have the same number of files. A tool that counts its
// files itself, as wrk does, has another number each time, and is always comparable.
func (r Record) comparable(other Record) bool { return r.Counted || r.Files == other.Files }

func (t runs) good() runs {
	return slices.DeleteFunc(slices.Clone(t), func(r Record) bool { return r.Failed != "" })
}

func (t runs) failures() []string {
	var all []string
	for _, r := range t {
		if r.Failed != "" {
			all = append(all, fmt.Sprintf("%s, run %d: %s", r.Tool, r.Round, r.Failed))
		}
	}
	return all
}

func (t runs) spread(of func(Record) float64) spread {
	var s spread
	for _, r := range t {
		s = append(s, of(r))
	}
	return s
}

// ratio divides each value by the value of base in the same round, so that a slow round counts for
// both.
func (t runs) ratio(all []Record, base string, of func(Record) float64) spread {
	var s spread
	for _, r := range t {
		i := slices.IndexFunc(all, func(b Record) bool { return b.Tool == base && b.Round == r.Round && b.Failed == "" })
		if i >= 0 {
			s = append(s, of(r)/of(all[i]))
		}
	}
	return s
}

// growth divides each peak of memory by the peak of the same tool with the fewest files, in the
// same round.
func (t runs) growth(all []Record) spread {
	var s spread
	for _, r := range t {
		fewest := r
		for _, b := range all {
			if b.Tool == r.Tool && b.Round == r.Round && b.Failed == "" && b.Files < fewest.Files {
				fewest = b
			}
		}
		s = append(s, mebibytes(r)/mebibytes(fewest))
	}
	return s
}

// files returns the number of files with thousands separators.
func (t runs) files() string {
	if len(t) == 0 {
		return "–"
	}
	digits := fmt.Sprint(int(t.spread(func(r Record) float64 { return float64(r.Files) }).median()))
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
