package options

import "time"

// output has the options for lines, lists and messages.
var output = Group{"Output", []option{
	{
		name: "log", value: "PATH", def: "stdout, if it is not a terminal",
		brief: "where the JSON lines go",
		help:  "Append the JSON lines to PATH; - is standard output.",
	},
	{
		name: "resume", unit: newResume,
		brief: "continue the run of --log",
		help: "Continue the run whose log is --log: skip the files that it has saved and " +
			"that still exist. --resume=log skips all files that it has saved, even if they " +
			"were moved away.",
	},
	{
		name: "verify",
		help: "With --resume: compare the hash of each file with the log, not only its size.",
	},
	{
		name: "failed", value: "PATH",
		brief: "list of failed codes, for -f",
		help: "Write each code that has no file at the end to PATH, as it was given. hoist " +
			"-f PATH tries them again.",
	},
	{
		name: "manifest", value: "PATH",
		help: "Write the hash and the path of each file that is there at the end to PATH, for " +
			"sha256sum -c.",
	},
	{
		name:  "dry-run",
		brief: "show what would be fetched",
		help: "Fetch nothing, and make and change no file: write a line with the URL and the path of " +
			"each code that would be fetched. The lines go to standard output, also with --log PATH.",
	},
	{
		name: "ordered",
		help: "Write result lines in input order, not in order of completion.",
	},
	{
		name: "keep", value: "COLUMNS",
		help:    "Write these columns of a table into the result lines as record; * is all of them.",
		example: "--keep id,species",
	},
	{
		name: "trace",
		help: "Write a step line for each step of each job.",
	},
	{
		name: "progress", value: "WHEN", set: "auto",
		help: "When to show a status line on stderr: auto (if stderr is a terminal and no lines go " +
			"there), always or never. If stderr is not a terminal, there are the lines of " +
			"--progress-every instead.",
	},
	{
		name: "progress-every", value: "D", unit: durationOf(30 * time.Second), def: "30s",
		help: "The time between two lines of progress on stderr, while there is no status line; " +
			"0 for none.",
	},
	{
		name: "quiet", short: []string{"q"},
		brief: "no summary, no bar",
		help: "Show no summary but one line if codes failed, no bar unless --progress asks for it, " +
			"and no failed codes on a terminal.",
	},
	{
		name: "verbose", short: []string{"v"},
		brief: "one short line a code on stderr",
		help:  "Write a short line for each code on stderr, in place of the bar.",
	},
	{
		name: "help", short: []string{"h"},
		help: "Show the options that people use; `--help all` shows all of them.",
	},
	{
		name: "version",
		help: "Print the version.",
	},
}}
