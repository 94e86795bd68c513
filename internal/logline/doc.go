// Package logline has the lines of the log as types: [Header] for the run line, [Step] for a step,
// [Result], also for a plan, and [Tally]. Package sink writes them. Packages journal and tally read
// them. The schema is docs/log.schema.json. New versions of hoist only add fields. If a field is
// renamed or changes its meaning, [Version] goes up.
//
// [Lines] writes them as JSON, through a buffer that only whole lines leave. Times are UTC. If a
// code or a path is not valid UTF-8, U+FFFD replaces its invalid bytes, and code_b64 has the bytes
// of the code. [Line] reads the fields that a resumed run needs, by its Saving and its Record. User
// names and passwords of URLs are left out (package redact).
//
// A Tally keeps its size however many results it counts: of the hosts with most errors, and of
// those with most codes that were not found, a topHosts keeps a thousand, by the space-saving
// algorithm, and the line names ten. Of each kind of error it keeps a hundred hosts, with one
// reason each.
package logline
