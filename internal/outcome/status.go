// Package outcome has the words for what becomes of a job: its [Status], the [Kind] of its error,
// and the [Failure] that carries both. A Failure is data and travels with its job. A [Fatal] is an
// error that every other job would meet too: it stops the run, and has the kind of the job that met
// it. [Catch] makes an error of a panic. The sets of statuses and kinds are closed, and are those
// of docs/log.schema.json.
package outcome

// A Status is what became of a job.
type Status string

const (
	OK        Status = "ok"        // saved
	NotFound  Status = "not_found" // 404 or 410
	Error     Status = "error"     // not saved; Outcome.Kind says why
	Skipped   Status = "skipped"   // not wanted: seen before, or there already
	Unchanged Status = "unchanged" // there already, and still what the server has
	Cancelled Status = "cancelled" // the run was stopped first
)

// statuses in the order in which a tally lists them.
var Statuses = [...]Status{OK, NotFound, Error, Skipped, Unchanged, Cancelled}
