package tally

import "github.com/hoist/hoist/internal/outcome"

// A class is the part of an outcome that decides which line of a file counts.
type class uint64

const (
	duplicate class = iota // skipped, since the code was seen before: the line is not about a file
	present                // skipped, since the file is there
	saved                  // ok or unchanged
	missing                // not_found, error or cancelled
)

// classOf returns the class of a line. The line of a duplicate is skipped and has no path.
func classOf(status outcome.Status, path string) class {
	switch {
	case status == outcome.OK, status == outcome.Unchanged:
		return saved
	case status != outcome.Skipped:
		return missing
	case path == "":
		return duplicate
	}
	return present
}

// supersedes reports whether a line counts in place of an earlier line of the same file. A later
// line does, with two exceptions. If the later line reports that the file is still there, an
// earlier ok or unchanged line counts. A duplicate counts only if all other lines are duplicates
// too.
func (c class) supersedes(earlier class) bool {
	switch c {
	case duplicate:
		return earlier == duplicate
	case present:
		return earlier != saved
	}
	return true
}

// decisive returns the lines of a file that decide which line counts, whatever lines are added
// later: the last line of class saved or missing, and the last line of class present, if that is
// later. file is in order of time. The answer overwrites its beginning.
func decisive(file []entry) []entry {
	var fetched, there, other int // places of the last lines, from 1; 0 for none
	for i, e := range file {
		switch e.class() {
		case saved, missing:
			fetched = i + 1
		case present:
			there = i + 1
		default:
			other = i + 1
		}
	}
	if fetched == 0 && there == 0 {
		return append(file[:0], file[other-1])
	}
	kept := file[:0]
	for _, place := range []int{fetched, there} {
		if place > 0 && place >= fetched {
			kept = append(kept, file[place-1])
		}
	}
	return kept
}

// last returns the line of a file that counts. file is in order of time.
func last(file []entry) entry {
	counts := file[0]
	for _, e := range file[1:] {
		if e.class().supersedes(counts.class()) {
			counts = e
		}
	}
	return counts
}

// countedOf calls count with the lines of a code that count: one for each of its files. lines are
// in the order of byFile.
//
// A line without a name is about the code, and not about one of its files: the code could not be
// planned, or the line is of an old version and has no file. It counts if it is later than all
// lines with a name; then these do not count.
func countedOf(lines []entry, count func(entry)) {
	named := 0
	for named < len(lines) && lines[named].name() == 0 {
		named++
	}
	unnamed, files := lines[:named], lines[named:]
	if len(unnamed) > 0 {
		whole := last(unnamed)
		if len(files) == 0 || whole.class() != duplicate && isLater(whole, files) {
			count(whole)
			return
		}
	}
	for file := range groups(files, sameFile) {
		count(last(file))
	}
}

// isLater reports whether e is later than all lines.
func isLater(e entry, lines []entry) bool {
	for _, other := range lines {
		if byTime(other, e) > 0 {
			return false
		}
	}
	return true
}
