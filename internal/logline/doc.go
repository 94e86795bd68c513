// Package logline has the lines of the log as types: [Header] for the run line, [Step] for a step,
// [Result], also for a plan, and [Tally]. Package sink writes them. Packages journal and tally read
// them. The schema is docs/log.schema.json. New versions of hoist only add fields. If a field is
// renamed or changes its meaning, [Version] goes up.
//
// [Lines] writes them as JSON, through a buffer that only whole lines leave. Times are UTC. If a
// code or a path is not valid UTF-8, U+FFFD replaces its invalid bytes, and code_b64 has the bytes
// of the code. Line.Saving and Line.Record return the fields that a resumed run needs. User names
// and passwords of URLs are left out (package redact).
//
// The size of a Tally does not depend on the number of results. It has two topHosts of a thousand
// hosts, by the space-saving algorithm: those with most errors, and those with most codes that were
// not found. The line has ten of each. For each kind of error the Tally has a hundred hosts, with
// one reason each.
package logline
