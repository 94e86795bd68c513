package command

// topics are the texts of `hoist help TOPIC`.
var topics = map[string]string{
	"lists": `
Codes come from arguments, from files (-f, again and again), or from standard
input, one a line. A blank line is no code. With -0 codes end in NUL, and may
have line breaks. A line that can't be a code is reported as bad_input, and the
run goes on. Without --url codes are those of flags: two letters.

--limit takes the first N codes. --unique reports a code that was seen before as
skipped; it remembers some 20 bytes for each code.
`,
	"templates": `
--url and --name are templates: text with variables in braces.
  {code}     the code, percent-encoded in a URL
  {+code}    the code as it is: for codes that are URLs, or parts of one
  {lower}, {upper}   the code in lower or upper case
  {seq}      its number in the list, from 1 on
  {shard}    two hex digits, which spread files evenly over 256 directories
  {country}  the name of the country whose code it is, else the code
  {ext}      in --name: the extension at the end of the URL template
A name needs a variable that tells any two codes apart: {code} or {seq}; of
flags {lower}, {upper} and {country} do too. In a name each value is encoded, so
that no code leaves the destination.
`,
	"retries": `
Another attempt is made where it may go better: no connection, a timeout, a
broken body, 408, 425, 429, 5xx of servers that are busy, and what --retry-on
lists. --retries says how many. The wait before is random, up to 0.2 s, then
twice as long each time; or what the server asks for by Retry-After, up to
--retry-max-wait. A body that broke off goes on where it did, if the server
allows that. While a host lets nothing through, attempts do not count.
`,
	"resume": `
hoist --log LOG --resume -f LIST goes on with the run whose log LOG is: a code
whose file was saved, and is still there with the size that the log says, is
skipped; --verify compares the hash too. --if-exists refresh asks the server for
those whether they have changed. --failed PATH lists what has no file at the
end: hoist -f PATH tries that again.

A run that is stopped or killed leaves no half file: run the same command again.
`,
	"durability": `
A file has its name only when it is whole. With --durability batch, the default,
a result line that says ok is written after the file, its name and the
directories above it are synced, in groups: the file stays when the power goes.
With --durability none the system writes files to the disk when it sees fit;
that is for what can be fetched again, and is faster on slow disks.
`,
	"log": `
Each line is a JSON object with time and event: run at the beginning, result for
each code, tally at the end, and step with --trace. --log says where they go:
a file, which is appended to, or - for standard output.
  jq -r 'select(.event == "result" and .outcome == "error") | .code' LOG
A result has outcome: ok, not_found, error, skipped, unchanged or cancelled; an
error has error_kind and error. The schema is docs/log.schema.json.
hoist tally LOG ... counts what all runs of some logs did together.
`,
	"exit": `
  0    every code was saved, skipped or unchanged
  1    some code was not
  2    the command line is wrong, or the list or the log to resume is none;
       nothing was fetched
  3    the run could not go on: a full disk, a log that can't be written,
       --max-errors
  130  stopped by Ctrl-C; 143 by SIGTERM, 129 by SIGHUP
`,
}
