// Package outcome defines the result of a job: its [Status], the [Kind] of its error, and the
// [Failure] that carries both. A Failure is data and travels with its job. A [Fatal] is an error
// that every other job would meet too: it stops the run, and has the kind of the job that met it.
// [Catch] makes an error of a panic. The statuses and kinds are the values of docs/log.schema.json.
// Later versions may add kinds.
package outcome

// A Status is the result of a job.
type Status string

const (
	OK        Status = "ok"        // saved
	NotFound  Status = "not_found" // 404 or 410
	Error     Status = "error"     // not saved; Result.Kind is the reason
	Skipped   Status = "skipped"   // not wanted: seen before, or there already
	Unchanged Status = "unchanged" // there already, and the same as on the server
	Cancelled Status = "cancelled" // the run was stopped first
)

// Planned is the status of a job that would be fetched, in a run that fetches nothing (--dry-run).
// No `result` line has it.
const Planned Status = "planned"

// Statuses lists all statuses of `result` lines, in the order of the tally line.
var Statuses = [...]Status{OK, NotFound, Error, Skipped, Unchanged, Cancelled}

// HasNoFile reports whether a code of that status has no file: it may be tried again.
func (s Status) HasNoFile() bool { return s != OK && s != Skipped && s != Unchanged }
