package help

// topics are the texts of `hoist help TOPIC`.
var topics = map[string]string{
	"lists": `
Codes come from arguments, from files (-f, which can be repeated), or from
standard input, one a line. Blank lines are skipped. With -0 codes end in NUL. A
line that can't be a code is reported as bad_input, and the run continues.
Without --url a code is that of a flag: two letters.

A list may also be a table: --format csv, tsv, jsonl or sums (the output of
sha256sum), or a file name with such an ending. Without --url, the column url
has the URLs. The code is the column code, else id, else url, else the first;
--code makes another from the columns. --columns names the columns of a table
without a header. --keep '*' writes the columns into the result lines. A record
that can't be read is reported as bad_input with the number of its line. Lists
may be compressed with gzip or zstd.

--expect 'sha256={sha}' compares each file with the hash in the column sha. If a
file differs, that is the error mismatch, and the file is not saved. The hashes
of a list of sums are expected without --expect.

--limit uses the first N codes. --unique reports a repeated code as skipped; it
uses 24 to 47 bytes of memory for each distinct code.
`,
	"templates": `
--url and --name are templates: text with variables in braces.
  {code}     the code, percent-encoded in a URL
  {+code}    the code unchanged, for codes that are URLs or parts of a URL
  {lower}, {upper}   the code in lower or upper case
  {seq}      the number of the code in the list, from 1
  {shard}    two hex digits, which distribute files evenly over 256 directories
  {country}  the name of the country with that code, or else the code
  {hash}     32 hex digits of the SHA-256 of the code
  {NAME}     the column NAME of a table; {col:NAME} if hoist has such a variable
In --name there are also:
  {ext}      the extension at the end of the URL
  {host} {path} {base}   the host, the path, and the last part of the path
  {filename} {type}      the name and the extension that the answer gives
{+NAME} in --name keeps / as directories; --mirror is -n '{host}/{+path}'. Other
values are encoded, so that no file is written outside the destination.
{code}, {seq} and {hash} give each code a file of its own. Other names need
--log, in which hoist remembers which code has which file.
`,
	"retries": `
hoist retries after errors that may be temporary: no connection, a timeout, a
body that broke off, status 408, 425, 429 or a 5xx of a busy server, and the
statuses of --retry-on. --retries is the number of further attempts. The wait
before the first is random, up to 0.2 s, and the limit doubles each time. If the
server sends Retry-After, hoist waits that long, up to --retry-max-wait. A body
that broke off is continued if the server supports it. While a host is down,
attempts do not count.
`,
	"resume": `
hoist --log LOG --resume -f LIST continues the run that wrote LOG. It skips a
code if its file was saved and still has the size in the log. With --verify the
file must also have the hash; with --resume=log it may be gone. With --if-exists
refresh hoist asks the server whether such a file has changed. --failed PATH
writes the codes that have no file at the end; hoist -f PATH tries them again.

A run that is stopped or killed leaves no partial file: run the same command
again.
`,
	"durability": `
A file gets its name only when it is complete. With --durability batch, the
default, hoist syncs the file, its name and the directories above it, and only
then writes the line that says ok. It syncs files in groups. Such a file
survives a power cut. With --durability none hoist syncs nothing, and the system
decides when to write files to the disk. That is faster on slow disks, for files
that can be fetched again.
`,
	"log": `
Each line is a JSON object with time and event: run at the beginning, result for
each code, tally at the end, and step with --trace. --log PATH appends the lines
to a file; - is standard output.
  jq -r 'select(.event == "result" and .outcome == "error") | .code' LOG
The outcome of a result is ok, not_found, error, skipped, unchanged or
cancelled. An error has error_kind and error. docs/log.schema.json is the
schema.
hoist tally LOG ... counts the files of all runs in some logs, or in the logs
of a directory.
`,
	"exit": `
  0    every code was saved, skipped or unchanged
  1    a code was not saved, skipped or unchanged
  2    wrong command line, list of codes or log to resume
  3    the run could not continue: the disk is full, the log can't be written,
       or there were more errors than --max-errors allows
  130  stopped by Ctrl-C; 143 by SIGTERM, 129 by SIGHUP
`,
}
