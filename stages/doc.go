// Package stages is the pipeline: a job is read, fetched, saved, and reported.
//
//	source ──jobs──▶ intake ──▶ (look) ──▶ dispatch ──results──▶ save ──outcomes──▶ (order) ──▶ sink
//	                                requests │ ▲ fetched     objects │ ▲ stored
//	                                         ▼ │                     ▼ │
//	                                    [fetch × N]                 store
//
// The arrows are channels. A stage closes the channel that it writes, never the one it reads, and
// reads until that one closes. So stopping is closing the first channel, and every job that was
// read reaches the sink. A job that fails is data and travels on. An error that a stage returns is
// the infrastructure's, and stops the run.
//
// [Run] takes a [Config] through the pipeline. Look, fetch, and the workers of a store are each a
// pipeline.Stage. Intake, dispatch, save, order and the sink are loops of their own under the same
// rules.
//
// # Intake
//
// The intake is the one place that reads the source, and numbers the jobs. A read of standard input
// can't be interrupted, so the source runs in a goroutine of its own, which may outlive the run.
// What was read but not numbered when the run is stopped is not a job and has no line.
//
// # Look
//
// Look is there only if files that were there before make a difference ([Existing]). A request that
// need not be sent gets its failure (skipped, or an error) and passes by the workers. If the file
// may have changed, Request.Known is what is known of it, and Request.Get.IfChanged makes the
// request conditional.
//
// # Dispatch
//
// Dispatch is a loop over channels and one timer. A hosts.Scheduler decides which host's ticket
// goes next, and when; dispatch keeps the request of each ticket (slots, job).
//
//   - A fetch worker makes one exchange and is done. verdictOf says what the answer means for the
//     host. A request that failed and may go better comes back to dispatch and waits there for its
//     next attempt. A redirect comes back too. So nobody holds a worker while it waits for a limit.
//   - The circle can't deadlock: dispatch sends only in a select that receives from fetch as well,
//     and holds what it can't hand on to save. It sends no more than there is room for (held), so
//     bodies stay as many as workers and a few.
//   - It reads ahead only while a worker is idle and nothing that waits may go. One host's list
//     stays flat. Where a host is slow or paused, jobs are read in search of another host, up to
//     the number of tokens. If all tokens are taken and nothing may go, makeRoom ends jobs of hosts
//     that have failed for long.
//
// # Save
//
// Save hands bodies to the store as objects and makes results of what becomes of them. It is one
// goroutine, which sends to the store only in a select that receives from it as well. What failed
// before has no object. Save discards the partial body of every job that reaches it.
//
// # Bounds
//
// The channel into fetch is unbuffered, so that a pause holds at once. The channel out of fetch has
// room for one result of each worker. The others hold up to 16 values (Config.ahead), so that not
// each costs a switch of goroutines; those between save and store hold up to 4 objects and
// storedAhead results. 65,536 tokens bound the jobs in the pipeline, and 8,192 with Report.Ordered,
// where a slow head holds back all lines behind it. A token is taken when a job is read, and given
// back when its line is written.
package stages
