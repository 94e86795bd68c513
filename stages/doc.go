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
//
// # Intake
//
// Only the intake reads the source, and numbers the jobs that have no number. With --part it skips
// the jobs of other parts, which have no line. A read of standard input can't be interrupted, so
// the source runs in a goroutine of its own, which may outlive the run. If a code was read but not
// numbered when the run is stopped, it is not a job and has no line.
//
// # Dispatch
//
// Dispatch is a loop over channels and one timer. A hosts.Scheduler decides which host's ticket
// goes next, and when; dispatch keeps the request of each ticket (slots, job).
//
//   - A fetch worker makes one exchange and is done. verdictOf returns the meaning of the answer
//     for the host. If a request failed and may succeed later, it comes back to dispatch and waits
//     there for its next attempt. A redirect comes back too. So no wait holds a worker.
//   - Jobs of one file take turns, from dispatch to save (turns.go).
//   - It reads ahead only while a worker is idle and no waiting request may go. With one host, few
//     jobs wait. If a host is slow or paused, dispatch reads jobs in search of another host, up to
//     the number of tokens. If all tokens are taken, no request may go and the intake has another
//     job, dispatch ends jobs of a host that has failed for long (wanted).
//
// # Bounds
//
// The channel into fetch is unbuffered, so that a pause holds at once. The channel out of fetch has
// room for one result of each worker. The others hold up to 16 values (Config.ahead), so that not
// every value costs a switch of goroutines. The channels between save and store hold up to 4
// objects and storedAhead results. Tokens limit the jobs in the pipeline (tokens.go).
package stages
