// Package tally counts the files of any number of logs, of finished and unfinished runs. [Read]
// returns the counts of one run with all their work. A file is a code and a name. The last line of
// a file counts; rule.go has the rule and its exceptions.
//
// Lines are ordered by their time. Within a log they are in the order of the log: a line whose time
// is earlier than the time of a line before it, or is missing, has that time. Lines of equal times
// are in the order of the arguments.
//
// Each log is read twice. The first reading (firstreading.go) checks each line, follows the runs
// (runs.go), and keeps an entry of 24 bytes for each line that may count (index.go). Then one bit
// for each line is set if it counts, and the second reading counts these lines. So no text is kept,
// and the tally is exact. It reads only lines that the first reading has seen, since a run may
// still write to the log.
//
// Runs of parts (partruns.go) also show which parts of the list are missing or unfinished.
//
// Files of gzip and zstd are recognized by their first bytes (logfile.go). The last line of a log
// may be torn. Package journal decides whether a run left it.
package tally
