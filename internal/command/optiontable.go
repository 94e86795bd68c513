package command

import "time"

// fetchOptions are those of hoist itself.
var fetchOptions = []group{
	{"Codes", []option{
		{
			name: "file", short: []string{"f"}, value: "PATH", list: true,
			brief:   "read codes from PATH, - is stdin",
			help:    "Read codes from PATH, one a line; - is standard input. It can be given again.",
			example: "-f urls.txt",
		},
		{
			name: "null", short: []string{"0"},
			help:    "Codes end in NUL, not in a line break.",
			example: "find . -print0 | hoist -0 ...",
		},
		{
			name: "all", short: []string{"a"},
			brief: "the 194 codes that have a flag",
			help:  "The codes are those of the 194 countries that have a flag.",
		},
		{
			name: "every", short: []string{"e"},
			help: "The codes are AA to ZZ, 676 of them.",
		},
		{
			name: "limit", short: []string{"l"}, value: "N", unit: newCount, def: "all",
			brief:   "no more than N codes",
			help:    "Take no more than N codes.",
			example: "-l 20",
		},
		{
			name: "unique",
			help: "Report a code that was seen before as skipped.",
		},
	}},
	{"From where", []option{
		{
			name: "url", short: []string{"u"}, value: "TEMPLATE", def: "the flag site",
			brief: "where a code is fetched",
			help: "Where a code is fetched: a URL with variables. `{+code}` is " +
				"for codes that are URLs.",
			example: "--url 'https://example.org/img/{code}.jpg'",
		},
		{
			name: "server", short: []string{"s"}, value: "LABEL", set: "remote",
			help: "The flag site: remote, or the practice server: local, delay, error. Upper and " +
				"lower case are the same.",
			example: "-s local",
		},
		{
			name: "header", short: []string{"H"}, value: "FIELD", list: true,
			brief: "'Name: value' for each request",
			help: "Send FIELD with each request: `Name: value`. `Name:` takes a field away, " +
				"`Name;` has an empty value. It can be given again.",
			example: "-H 'Accept: image/*'",
		},
		{
			name: "user", value: "NAME:PASSWORD",
			help:    "User name and password for the server.",
			example: "--user me:secret",
		},
		{
			name: "netrc",
			help: "User names and passwords come from ~/.netrc, or the file that NETRC names.",
		},
		{
			name: "user-agent", value: "TEXT", set: "hoist/" + version,
			help: "The User-Agent field.",
		},
		{
			name: "proxy", value: "URL", def: "HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY",
			help: "A proxy for all requests: http://, https://, socks5:// or socks5h://. Both " +
				"SOCKS leave lookups to the proxy.",
			example: "--proxy http://proxy:3128",
		},
		{
			name: "no-proxy",
			help: "No proxy, whatever the environment says.",
		},
		{
			name: "cacert", value: "PATH",
			help: "Trust the certificates in PATH (PEM) and no others.",
		},
		{
			name: "cert", value: "PATH",
			help: "A certificate in PATH (PEM), for servers that ask for one.",
		},
		{
			name: "key", value: "PATH", def: "in the file of --cert",
			help: "Its private key in PATH.",
		},
		{
			name: "insecure",
			help: "Don't check certificates.",
		},
		{
			name: "ipv4", short: []string{"4"},
			help: "Connect to IPv4 addresses only.",
		},
		{
			name: "ipv6", short: []string{"6"},
			help: "Connect to IPv6 addresses only.",
		},
		{
			name: "http", value: "VERSION", set: "auto",
			help: "The version of HTTP: auto, 1.1, 2.",
		},
		{
			name: "allow-private",
			help: "Let codes and redirects lead to addresses that are not of the public internet.",
		},
	}},
	{"To where", []option{
		{
			name: "out", short: []string{"o"}, value: "DIR", set: "downloaded",
			brief: "destination directory",
			help:  "The destination directory.",
		},
		{
			name: "name", short: []string{"n"}, value: "TEMPLATE", set: "{code}{ext}",
			brief:   "a file's name under DIR",
			help:    "A file's name under DIR, with / between directories.",
			example: "-n '{shard}/{code}{ext}'",
		},
		{
			name: "if-exists", value: "WHAT", set: "overwrite",
			brief: "overwrite, skip, refresh, error",
			help: "What becomes of a file that was there before: overwrite, skip, refresh (with " +
				"--resume: ask the server whether it has changed), error.",
		},
		{
			name: "durability", value: "WHAT", set: "batch",
			help: "What is sure of a file when the power goes: batch (files reported as ok stay, " +
				"and are synced in groups), none (nothing is synced).",
		},
		{
			name: "max-bytes", value: "N", unit: newSize, def: "no limit",
			help:    "A body of more than N bytes is an error.",
			example: "--max-bytes 10MB",
		},
		{
			name: "expect-type", value: "TYPES", def: "anything goes",
			help:    "A body of none of these types is an error.",
			example: "--expect-type image/png,image/gif",
		},
	}},
	{"How fast", []option{
		{
			name: "workers", short: []string{"w", "m", "max-req"}, value: "N", unit: countOf(30), def: "30",
			brief: "requests in flight, 1 to 1000",
			help:  "N requests in flight, 1 to 1000.",
		},
		{
			name: "rate", short: []string{"r"}, value: "R", unit: newRate, def: "no limit",
			brief:   "requests a second, overall",
			help:    "R requests a second, overall.",
			example: "-r 10, -r 600/m",
		},
		{
			name: "per-host", value: "N", unit: newCount, def: "as many as workers",
			help: "N requests in flight for one host.",
		},
		{
			name: "per-host-rate", value: "R", unit: newRate, def: "no limit",
			brief: "requests a second to one host",
			help:  "R requests a second to one host.",
		},
		{
			name: "no-pacing",
			help: "Ask each host as fast as it answers, whatever it says; for servers of your own.",
		},
		{
			name: "bandwidth", value: "R", unit: newBandwidth, def: "no limit",
			help:    "R bytes a second of all bodies together.",
			example: "--bandwidth 10MB/s",
		},
	}},
	{"When it goes wrong", []option{
		{
			name: "timeout", short: []string{"t"}, value: "D", unit: newDuration, def: "30s with --url, else 6.1s",
			brief:   "longest wait for an answer",
			help:    "The longest wait for the header, and between two reads of the body; 0 for none.",
			example: "-t 2m",
		},
		{
			name: "connect-timeout", value: "D", unit: newDuration, def: "6.1s, or --timeout if that is less",
			help: "The longest time for a connection: TCP, TLS and the proxy's part, without the " +
				"lookup of the name; 0 for none.",
		},
		{
			name: "max-time", value: "D", unit: newDuration, def: "no limit",
			help: "The longest time for one whole attempt, redirects included, " +
				"without its wait for a turn.",
		},
		{
			name: "retries", value: "N", unit: countOf(3), def: "3",
			brief: "further attempts",
			help:  "N further attempts for what may go better then.",
		},
		{
			name: "retry-on", value: "LIST", def: "none beside those that are always retried",
			help:    "Retry these statuses too.",
			example: "--retry-on 403,404,5xx",
		},
		{
			name: "retry-max-wait", value: "D", unit: durationOf(time.Minute), def: "1m0s",
			help: "The longest wait before another attempt, that a server may ask for, and of a " +
				"code in all for hosts that let nothing through.",
		},
		{
			name: "max-errors", value: "N", unit: newTolerance, def: "no limit",
			brief: "end after more than N errors, or N%",
			help: "End the run when more than N codes, or from the hundredth code on N% of them, " +
				"ended in an error. With --ordered one counts when its line is written.",
			example: "--max-errors 5%",
		},
	}},
	{"What it says", []option{
		{
			name: "log", value: "PATH", def: "stdout, if it is no terminal",
			brief: "where the JSON lines go",
			help:  "Where the JSON lines go: PATH, which is appended to, or - for standard output.",
		},
		{
			name:  "resume",
			brief: "go on with the run of --log",
			help: "Go on with the run whose log --log is: what it saved and is " +
				"still there is skipped.",
		},
		{
			name: "verify",
			help: "With --resume: a file counts as saved if it has the hash that the log says, " +
				"and not only the size.",
		},
		{
			name: "failed", value: "PATH",
			brief: "list of what failed, for -f",
			help: "Write what was given for each code that has no file at the end to PATH, for a " +
				"second try: hoist -f PATH.",
		},
		{
			name: "ordered",
			help: "Result lines come in input order, not in order of completion.",
		},
		{
			name: "trace",
			help: "A step line for each step that a job takes.",
		},
		{
			name: "progress", value: "WHEN", set: "auto",
			help: "A status line on stderr: auto (when stderr is a terminal and no lines go there), always, never. " +
				"Where stderr is no terminal, lines of --progress-every stand for it.",
		},
		{
			name: "progress-every", value: "D", unit: durationOf(30 * time.Second), def: "30s",
			help: "The time between two lines of progress on stderr, while there is no status line; 0 for none.",
		},
		{
			name: "quiet", short: []string{"q"},
			brief: "no summary, no bar",
			help:  "No summary, no bar unless asked for, no failed codes on a terminal.",
		},
		{
			name: "verbose", short: []string{"v"},
			brief: "one short line a code on stderr",
			help:  "One short line a code on stderr, instead of the bar.",
		},
		{
			name: "help", short: []string{"h"},
			help: "The options that people use; `--help all` has all.",
		},
		{
			name: "version",
			help: "Print the version.",
		},
	}},
	practiceOptions,
}

// practiceOptions are those of the practice server. Where one is not given its label decides.
var practiceOptions = group{"Practice server", []option{
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
		help:    "The time before the answer to some codes. It can be given again.",
		example: "--delay BR=2,CN=500ms",
	},
	{
		name: "error-rate", value: "P", unit: newShare, def: "0.25 for error",
		help: "The share of answers that are 418, 0 to 1.",
	},
	{
		name: "seed", value: "N", unit: newCount, def: "another each time",
		help: "A number that decides on delays and errors.",
	},
}}

// serveOptions are those of hoist serve.
var serveOptions = []group{
	{"Server", []option{
		{
			name: "port", value: "PORT", unit: countOf(8000), def: "8000",
			help: "The port on 127.0.0.1; 0 for a free one.",
		},
		{
			name: "dir", value: "DIR", def: "flags that it draws",
			help: "Serve xx/xx.gif and xx/metadata.json from DIR.",
		},
		{
			name: "help", short: []string{"h"},
			help: "These options.",
		},
	}},
	practiceOptions,
}

// tallyOptions are those of hoist tally.
var tallyOptions = []group{
	{"Options", []option{
		{
			name: "quiet", short: []string{"q"},
			help: "No summary.",
		},
		{
			name: "help", short: []string{"h"},
			help: "These options.",
		},
	}},
}
