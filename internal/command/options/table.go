package options

// Fetch are the options of hoist without a subcommand. Each group has a file of its own.
var Fetch = []Group{codes, servers, files, speed, timeouts, output, practice}

// practice are the options of the practice server. The label sets the defaults.
var practice = Group{"Practice server", []option{
	{
		name: "min-delay", value: "D", unit: newDuration, def: "0.5s for delay and error",
		help: "The shortest time before an answer.",
	},
	{
		name: "max-delay", value: "D", unit: newDuration, def: "5s for delay and error",
		help: "The longest time before an answer.",
	},
	{
		name: "delay", value: "CODE=D,...", unit: newDelays,
		help:    "The time before the answer for some codes. It can be repeated.",
		example: "--delay BR=2,CN=500ms",
	},
	{
		name: "error-rate", value: "P", unit: newShare, def: "0.25 for error",
		help: "The share of answers with status 418, 0 to 1.",
	},
	{
		name: "seed", value: "N", unit: newCount, def: "random",
		help: "The seed of random delays and errors.",
	},
}}

// Serve are the options of hoist serve.
var Serve = []Group{
	{"Server", []option{
		{
			name: "port", value: "PORT", unit: countOf(8000), def: "8000",
			help: "The port on 127.0.0.1; 0 for a free port.",
		},
		{
			name: "dir", value: "DIR", def: "generated flags",
			help: "Serve xx/xx.gif and xx/metadata.json from DIR.",
		},
		{
			name: "help", short: []string{"h"},
			help: "Show these options.",
		},
	}},
	practice,
}

// Tally are the options of hoist tally.
var Tally = []Group{
	{"Options", []option{
		{
			name: "failed", value: "PATH",
			help: "Write each code that has no file to PATH, for -f. PATH has the codes of the logs, without " +
				"the other columns of a table.",
		},
		{
			name: "null", short: []string{"0"},
			help: "Codes in the list of --failed end in NUL, not in a line break.",
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
}
