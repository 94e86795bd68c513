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
