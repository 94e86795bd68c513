// Package stages is the pipeline: a job is read, fetched, saved, and reported.
//
//	source ─jobs─▶ intake ─▶ (look) ─▶ dispatch ─finished─▶ save ─results─▶ (order) ─▶ sink
//	                           requests │ ▲ fetched     objects │ ▲ stored
//	                                    ▼ │                     ▼ │
//	                               [fetch × N]                 store
//
// The arrows are channels. A stage closes its output channel. It never closes its input channel,
// and reads it until it closes. So closing the first channel stops the pipeline, and every job that
// was read reaches the sink. A failed job is data and passes on to the sink. If a stage returns an
// error, the infrastructure failed, and the run stops.
//
// [Run] takes a [Config] through the pipeline, and [DryRun] through the stages before dispatch.
// Look, fetch, and the workers of a store are each a pipeline.Stage. Intake, dispatch, save, order
// and the sink are loops of their own under the same rules.
//
// # Intake
//
// Only the intake reads the source and numbers the jobs that have no number yet. With --part it passes
// over the jobs of other parts: these have no line. A read of standard input can't be interrupted, so
// the source runs in a goroutine of its own, which may outlive the run. If a code was read but not
// numbered when the run is stopped, it is not a job and has no line.
//
// # Look
//
// A run has look only if existing files make a difference ([existing.Policy]). If a request need not be
// sent, it gets its failure (skipped, or an error) and passes by the workers. If the file may have
// changed, Request.Cached is the record of the file, and Request.Get.IfChanged makes the request
// conditional.
//
// # Dispatch
//
// Dispatch is a loop over channels and one timer. A hosts.Scheduler decides which host's ticket
// goes next, and when; dispatch keeps the request of each ticket (slots, job).
//
//   - A fetch worker makes one exchange and is done. verdictOf returns the meaning of the answer
//     for the host. If a request failed and may succeed later, it comes back to dispatch and waits
//     there for its next attempt. A redirect comes back too. So no request holds a worker while it
//     waits for a limit.
//   - The circle can't deadlock: dispatch sends only in a select that receives from fetch as well,
//     and holds results that it can't pass on to save. It sends no more requests than there is room
//     for results (held), so there are only a few more bodies than workers.
//   - It looks for what the run waits for, and for causes by which all codes fail, and tells a
//     person (package notices).
//   - It reads ahead only while a worker is idle and no waiting request may go. With one host, few
//     jobs wait. If a host is slow or paused, dispatch reads jobs in search of another host, up to
//     the number of tokens. If all tokens are taken, no request may go and the intake has another
//     job, dispatch ends jobs of a host that has failed for long (wanted).
//
// # Save
//
// Save passes bodies to the store as objects and makes results from the answers of the store. It is
// one goroutine, which sends to the store only in a select that receives from it as well. If a job
// failed before, it has no object. Save discards the partial body of every job that reaches it.
//
// # Bounds
//
// The channel into fetch is unbuffered, so that a pause holds at once. The channel out of fetch has
// room for one result of each worker. The others hold up to 16 values (Config.ahead), so that not
// every value costs a switch of goroutines. The channels between save and store hold up to 4
// objects and storedAhead results. 65,536 tokens limit the jobs in the pipeline. With
// Report.Ordered there are 8,192, since a slow job holds back all lines behind it. A token is taken
// when a job is read, and given back when its line is written.
package stages
