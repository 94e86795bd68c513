// Package help has the texts of hoist help and of --help.
package help

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hoist/hoist/internal/command/options"
)

// The beginnings of the help of the commands.
const fetchUsage = `hoist: turn a list of codes into files

Usage:
  hoist [OPTION ...] [CODE ...]
  hoist serve [OPTION ...] {local|delay|error}
  hoist tally [OPTION ...] LOG|DIR ...
  hoist split --parts N [OPTION ...] DIR < LIST
Examples:
  hoist BR CN IN
  hoist --url 'https://example.org/img/{code}.jpg' --limit 20 -f ids.txt
  hoist --url '{+code}' --log log.jsonl --resume -f urls.txt
  hoist -f birds.csv --expect 'sha256={sha256}' --keep '*' --log log.jsonl
  cat urls.txt | hoist --url '{+code}' --log - | jq -r 'select(.path).path'
`

const serveUsage = `hoist serve: a site of flags to practise on

Usage:
  hoist serve [OPTION ...] {local|delay|error}
`

const tallyUsage = `hoist tally: count the files of all runs in some logs

Usage:
  hoist tally [OPTION ...] LOG|DIR ...
The last line of each file counts. stderr has the summary, stdout the tally
line. A LOG may be compressed with gzip or zstd. A DIR stands for the files
*.jsonl, *.jsonl.gz and *.jsonl.zst in it. If a DIR has the parts of hoist
split, parts without codes are not missing.

Exit status: 0 if every code has its file, 1 if not, 2 if the command line is
wrong or a LOG has a bad line, 3 if a run is unfinished or a part of the list is
missing, or a LOG can't be read.
`

const splitUsage = `hoist split: divide a list among runs on many machines

Usage:
  hoist split --parts N [OPTION ...] DIR < LIST
split writes the parts 00001.zst, 00002.zst, ... into DIR, and then parts.json.
A part without codes has no file. A run with -f DIR/00001.zst fetches a part.
All codes of a host are in one part, so that one run keeps the limits of the
host. If --url fixes the host, codes are divided one by one.

Exit status: 0 if DIR has the parts of this list, 2 if it has other parts or the
command line is wrong, 3 if the list can't be read, the parts can't be written,
or parts of this list are missing or have another size.
`

// IsTopic reports whether there is help on these words.
func IsTopic(words []string) bool {
	_, err := On(strings.Join(words, " "))
	return err == nil
}

// On returns the help on a command or a topic. For "all" it returns the help on all options,
// and for "" the short help.
func On(topic string) (string, error) {
	switch topic {
	case "":
		return options.Short(fetchUsage, options.Fetch,
			"More: hoist --help all; hoist help TOPIC, with TOPIC "+options.OneOf(topicNames())), nil
	case "all":
		return options.Long(fetchUsage, options.Fetch), nil
	case "serve":
		return options.Long(serveUsage, options.Serve), nil
	case "tally":
		return options.Long(tallyUsage, options.Tally), nil
	case "split":
		return options.Long(splitUsage, options.Split), nil
	case "help":
		return "hoist help [COMMAND|TOPIC] prints help; hoist help all lists all options.\n", nil
	case "version":
		return "hoist version prints the version.\n", nil
	}
	if text, ok := topics[topic]; ok {
		return strings.TrimPrefix(text, "\n"), nil
	}
	known := append([]string{"all", "serve", "tally", "split"}, topicNames()...)
	return "", fmt.Errorf("help %q: the topics are %s%s", topic, strings.Join(known, ", "), topicHint(topic, known))
}

// topicHint returns a hint with the topic nearest to a word, such as retries for retry.
func topicHint(word string, topics []string) string {
	for _, topic := range topics {
		if len(word) > 3 && strings.HasPrefix(topic, strings.TrimSuffix(word, "y")) {
			return "; did you mean " + topic + "?"
		}
	}
	return options.DidYouMean(word, topics)
}

func topicNames() []string { return slices.Sorted(maps.Keys(topics)) }
