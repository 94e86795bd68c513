package options

import "slices"

// Split are the options of hoist split. Those that make codes and their URLs are as for a run.
var Split = []Group{
	{"Parts", []option{
		{
			name: "parts", value: "N", unit: newCount,
			help:    "The number of parts, 1 to 99999.",
			example: "--parts 1024",
		},
		{
			name: "by", value: "WHAT", def: "host; code if --url names the host",
			help: "How codes are divided: host (all codes of a host are in one part) or code (one by one; " +
				"only for servers of your own).",
		},
		{
			name: "quiet", short: []string{"q"},
			help: "No summary.",
		},
		{
			name: "help", short: []string{"h"},
			help: "Show these options.",
		},
	}},
	{"Codes", slices.Concat(
		of("Codes", "file", "format", "columns", "delimiter", "null", "code"),
		[]option{{
			name: "ignore-query", value: "NAMES",
			help: "Divide codes without these parameters of URLs, as --part does. The parts keep them. " +
				"* stands for any text.",
			example: "--ignore-query 'sig,X-Amz-*'",
		}, {
			name: "url", short: []string{"u"}, value: "TEMPLATE", def: "the column url, or the code",
			help:    "The URL of each code, with variables. Its host decides the part.",
			example: "--url 'https://example.org/img/{code}.jpg'",
		}},
	)},
}

// of returns some options of a group of Fetch.
func of(title string, names ...string) (some []option) {
	for _, g := range Fetch {
		for _, o := range g.options {
			if g.title == title && slices.Contains(names, o.name) {
				some = append(some, o)
			}
		}
	}
	return some
}
