package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// helpWidth is the width of the help in columns.
const helpWidth = 80

const fetchUsage = `hoist: turn a list of codes into files

Usage:
  hoist [OPTION ...] [CODE ...]
  hoist serve [OPTION ...] {local|delay|error}
  hoist tally [OPTION ...] LOG ...
Examples:
  hoist BR CN IN
  hoist --url 'https://example.org/img/{code}.jpg' --limit 20 -f ids.txt
  hoist --url '{+code}' -n '{shard}/{code}' --log log.jsonl --resume -f urls.txt
  cat urls.txt | hoist --url '{+code}' --log - | jq -r 'select(.path).path'
`

const serveUsage = `hoist serve: a site of flags to practise on

Usage:
  hoist serve [OPTION ...] {local|delay|error}
`

const tallyUsage = `hoist tally: count the files of all runs in some logs

Usage:
  hoist tally [OPTION ...] LOG ...
The last line of each file counts. stderr has the summary, stdout the tally
line. A LOG may be compressed with gzip or zstd.

Exit status: 0 if every code has its file, 1 if not, 3 if a run is unfinished,
2 if a LOG has a bad line.
`

// shortHelp returns the help with the options that people use.
func shortHelp() string {
	var b strings.Builder
	b.WriteString(fetchUsage)
	for _, g := range fetchOptions {
		shown := slices.DeleteFunc(slices.Clone(g.options), func(o option) bool { return o.brief == "" })
		if len(shown) == 0 {
			continue
		}
		fmt.Fprintf(&b, "%s:\n", g.title)
		for _, o := range shown {
			text := o.brief
			if o.set != "" {
				text += " (" + o.set + ")"
			} else if o.unit != nil && o.def != "" && len(o.def) < 20 {
				text += " (" + o.def + ")"
			}
			fmt.Fprintf(&b, "  %-30s %s\n", o.usage(), text)
		}
	}
	fmt.Fprintf(&b, "More: hoist --help all; hoist help TOPIC, with TOPIC %s\n", oneOf(topicNames()))
	return wrapLast(b.String())
}

// wrapLast wraps the last line.
func wrapLast(text string) string {
	i := strings.LastIndexByte(strings.TrimSuffix(text, "\n"), '\n') + 1
	return text[:i] + wrap(strings.TrimSuffix(text[i:], "\n"), "", "  ")
}

// usage returns an option as it is written: `-f, --file PATH`.
func (o *option) usage() string {
	var names []string
	for _, name := range o.short {
		if len(name) == 1 {
			names = append(names, "-"+name)
		}
	}
	text := strings.Join(append(names, "--"+o.name), ", ")
	if o.value != "" {
		text += " " + o.value
	}
	return text
}

// longHelp returns the help with all options of a command.
func longHelp(usage string, groups []group) string {
	var b strings.Builder
	b.WriteString(usage)
	for _, g := range groups {
		fmt.Fprintf(&b, "\n%s:\n", g.title)
		for _, o := range g.options {
			fmt.Fprintf(&b, "  %s\n", o.usage())
			b.WriteString(wrap(strings.ReplaceAll(o.sentence(), "`", ""), "      ", "      "))
			if o.example != "" {
				fmt.Fprintf(&b, "      Example: %s\n", o.example)
			}
		}
	}
	b.WriteString("\n" + wrap("Each option can also be set in the environment, --max-time by HOIST_MAX_TIME. "+
		"The command line takes precedence.", "", ""))
	return b.String()
}

// sentence returns the help of an option, with its default.
func (o *option) sentence() string {
	text := o.help
	if def := o.standard(); def != "" {
		text += " Default: " + def + "."
	}
	return text
}

// standard returns the default of an option, in words.
func (o *option) standard() string {
	if o.def != "" {
		return o.def
	}
	return o.set
}

// wrap breaks text between words into lines of helpWidth. The first line begins with first, each
// other with rest.
func wrap(text, first, rest string) string {
	var b strings.Builder
	line := first
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
			line += word
		case len(line)+1+len(word) > helpWidth:
			b.WriteString(line + "\n")
			line = rest + word
		default:
			line += " " + word
		}
	}
	return b.String() + line + "\n"
}

// isTopic reports whether there is help on these words.
func isTopic(words []string) bool {
	_, err := helpOn(strings.Join(words, " "))
	return err == nil
}

// helpOn returns the help on a command or a topic. For "all" it returns the help on all options,
// and for "" the short help.
func helpOn(topic string) (string, error) {
	switch topic {
	case "":
		return shortHelp(), nil
	case "all":
		return longHelp(fetchUsage, fetchOptions), nil
	case "serve":
		return longHelp(serveUsage, serveOptions), nil
	case "tally":
		return longHelp(tallyUsage, tallyOptions), nil
	case "help":
		return "hoist help [COMMAND|TOPIC] prints help; hoist help all lists all options.\n", nil
	case "version":
		return "hoist version prints the version.\n", nil
	}
	if slices.Contains(reserved, topic) {
		return "", errReserved(topic)
	}
	if text, ok := topics[topic]; ok {
		return strings.TrimPrefix(text, "\n"), nil
	}
	known := append([]string{"all", "serve", "tally"}, topicNames()...)
	return "", usagef("help %q: the topics are %s%s", topic, strings.Join(known, ", "), topicHint(topic, known))
}

// topicHint returns a hint with the topic nearest to a word, such as retries for retry.
func topicHint(word string, topics []string) string {
	for _, topic := range topics {
		if len(word) > 3 && strings.HasPrefix(topic, strings.TrimSuffix(word, "y")) {
			return "; did you mean " + topic + "?"
		}
	}
	return didYouMean(word, topics)
}

func topicNames() []string { return slices.Sorted(maps.Keys(topics)) }

// topics are the texts of `hoist help TOPIC`.
var topics = map[string]string{
	"lists": `
Codes come from arguments, from files (-f, which can be repeated), or from
standard input, one a line. Blank lines are skipped. With -0 codes end in NUL
and may contain line breaks. A line that can't be a code is reported as
bad_input, and the run continues. Without --url a code is that of a flag: two
letters.

--limit uses the first N codes. --unique reports a repeated code as skipped; it
uses some 20 bytes of memory for each code.
`,
	"templates": `
--url and --name are templates: text with variables in braces.
  {code}     the code, percent-encoded in a URL
  {+code}    the code unchanged, for codes that are URLs or parts of a URL
  {lower}, {upper}   the code in lower or upper case
  {seq}      the number of the code in the list, from 1
  {shard}    two hex digits, which distribute files evenly over 256 directories
  {country}  the name of the country with that code, or else the code
  {ext}      in --name: the extension at the end of the URL template
A name must contain a variable that differs for each code: {code} or {seq}; for
flags also {lower}, {upper} or {country}. In a name each value is encoded, so
that no file is written outside the destination.
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
code if its file was saved and still has the size in the log; with --verify also
the hash. With --if-exists refresh it asks the server whether such a file has
changed. --failed PATH writes the codes that have no file at the end; hoist -f
PATH tries them again.

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
hoist tally LOG ... counts the files of all runs in some logs.
`,
	"exit": `
  0    every code was saved, skipped or unchanged
  1    a code was not saved, skipped or unchanged
  2    wrong command line, list of codes or log to resume; nothing was fetched
  3    the run could not continue: the disk is full, the log can't be written,
       or there were more errors than --max-errors allows
  130  stopped by Ctrl-C; 143 by SIGTERM, 129 by SIGHUP
`,
}
