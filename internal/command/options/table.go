package options

import "time"

// Fetch are the options of hoist without a subcommand.
var Fetch = []Group{
	{"Codes", []Option{
		{
			name: "file", short: []string{"f"}, value: "PATH", list: true,
			brief:   "read codes from PATH, - is stdin",
			help:    "Read codes from PATH, one a line or as --format says; - is standard input. It can be repeated.",
			example: "-f urls.txt",
		},
		{
			name: "format", value: "FORMAT", def: "by the ending of the name of the list, else lines",
			brief: "lines, csv, tsv, jsonl or sums",
			help: "The format of the lists: lines (a code each), csv, tsv, jsonl (an object each), or sums " +
				"(as sha256sum and its relatives write them).",
			example: "--format csv",
		},
		{
			name: "columns", value: "NAMES", def: "the first record",
			help:    "The names of the columns of csv and tsv without a header.",
			example: "--columns id,url",
		},
		{
			name: "delimiter", value: "CHAR", def: "a comma",
			help:    "The character between the fields of csv; `\\t` is a TAB.",
			example: "--delimiter ';'",
		},
		{
			name: "null", short: []string{"0"},
			help:    "Codes end in NUL, not in a line break.",
			example: "find . -print0 | hoist -0 ...",
		},
		{
			name: "all", short: []string{"a"},
			brief: "the 194 codes that have a flag",
			help:  "Use the codes of the 194 countries that have a flag.",
		},
		{
			name: "every", short: []string{"e"},
			help: "Use the 676 codes AA to ZZ.",
		},
		{
			name: "limit", short: []string{"l"}, value: "N", unit: newCount, def: "all",
			brief:   "the first N codes",
			help:    "Use only the first N codes. With --part these are of the whole list.",
			example: "-l 20",
		},
		{
			name: "part", value: "K/N", def: "the whole list",
			help: "Fetch part K of N of the list, and pass over the other codes. All codes of a host are in one " +
				"part; if --url fixes the host, codes are divided one by one. auto/N takes K from " +
				"SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX or AWS_BATCH_JOB_ARRAY_INDEX. --rate is for all " +
				"parts together.",
			example: "--part 3/16, --part auto/16",
		},
		{
			name: "part-first", value: "F", unit: newCount, def: "1 for Slurm, else 0",
			help:    "The first index of the array, with --part auto/N.",
			example: "--part-first 0",
		},
		{
			name: "code", value: "TEMPLATE", def: "the column code, else id, else url, else the first",
			help: "The code of each record of a table: its identity in lines, for --unique and for " +
				"--resume. The variables are the columns.",
			example: "--code '{museum}/{id}'",
		},
		{
			name: "ignore-query", value: "NAMES",
			help: "Leave these parameters of URLs out of codes, names and lines, since they differ " +
				"from list to list. They are still sent. * stands for any text.",
			example: "--ignore-query 'sig,X-Amz-*'",
		},
		{
			name: "unique",
			help: "Fetch each code once: report repeated codes as skipped.",
		},
	}},
	{"Server", []Option{
		{
			name: "url", short: []string{"u"}, value: "TEMPLATE", def: "the flag site",
			brief:   "the URL of each code",
			help:    "The URL of each code, with variables. Use `{+code}` if the codes are URLs.",
			example: "--url 'https://example.org/img/{code}.jpg'",
		},
		{
			name: "server", short: []string{"s"}, value: "LABEL", set: "remote",
			help: "The flag site: remote, or the practice server as local, delay or error, in " +
				"upper or lower case.",
			example: "-s local",
		},
		{
			name: "header", short: []string{"H"}, value: "FIELD", list: true,
			brief: "'Name: value' for each request",
			help: "Send FIELD with each request: `Name: value`. `Name:` removes a field, `Name;` " +
				"sends an empty value. It can be repeated.",
			example: "-H 'Accept: image/*'",
		},
		{
			name: "user", value: "NAME:PASSWORD",
			help:    "The user name and password for the server.",
			example: "--user me:secret",
		},
		{
			name: "netrc",
			help: "Take user names and passwords from ~/.netrc, or from the file that NETRC names.",
		},
		{
			name: "user-agent", value: "TEXT", set: "hoist/" + Version,
			help: "The value of the User-Agent field.",
		},
		{
			name: "proxy", value: "URL", def: "HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY",
			help: "The proxy for all requests: http://, https://, socks5:// or socks5h://. A " +
				"SOCKS proxy looks up the names.",
			example: "--proxy http://proxy:3128",
		},
		{
			name: "no-proxy",
			help: "Use no proxy, even if the environment names one.",
		},
		{
			name: "cacert", value: "PATH",
			help: "Trust only the certificates in PATH (PEM or DER), not those of the system.",
		},
		{
			name: "add-ca", value: "PATH",
			help: "Trust the certificates in PATH (PEM or DER) in addition to those of the system or " +
				"of --cacert.",
			example: "--add-ca intermediate.pem",
		},
		{
			name: "cert", value: "PATH",
			help: "The client certificate in PATH (PEM), for servers that ask for one.",
		},
		{
			name: "key", value: "PATH", def: "in the file of --cert",
			help: "The private key of --cert, in PATH (PEM).",
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
			help: "The version of HTTP: auto, 1.1 or 2.",
		},
		{
			name: "allow-private",
			help: "Allow codes and redirects that lead to addresses outside the public internet.",
		},
	}},
	{"Files", []Option{
		{
			name: "out", short: []string{"o"}, value: "DIR", set: "downloaded",
			brief: "destination directory",
			help:  "The directory for the files.",
		},
		{
			name: "name", short: []string{"n"}, value: "TEMPLATE",
			def:     "{code}{ext}; if codes are URLs {host}/{hash}-{base}; for sums {+code}",
			brief:   "a file's name under DIR",
			help:    "The name of each file under DIR, with / between directories.",
			example: "-n '{shard}/{code}{ext}'",
		},
		{
			name: "mirror",
			help: "Name each file by the host and path of its URL, as -n '{host}/{+path}' does.",
		},
		{
			name: "if-exists", value: "WHAT", set: "overwrite",
			brief: "overwrite, skip, refresh, error",
			help: "What to do if a file exists: overwrite, skip, refresh (with --resume, ask the " +
				"server whether it has changed) or error.",
		},
		{
			name: "durability", value: "WHAT", set: "batch",
			help: "What survives a power cut: batch (the files reported as ok, which are synced " +
				"in groups) or none (nothing is synced).",
		},
		{
			name: "remote-time",
			help: "Set the time of each file to the Last-Modified of its answer.",
		},
		{
			name: "max-bytes", value: "N", unit: newSize, def: "no limit",
			help:    "Report a body of more than N bytes as an error.",
			example: "--max-bytes 10MB",
		},
		{
			name: "min-bytes", value: "N", unit: newSize, def: "no limit",
			help:    "Report a body of fewer than N bytes as an error.",
			example: "--min-bytes 100",
		},
		{
			name: "expect", value: "KEY=TEMPLATE", list: true,
			help: "The hash or size of each file: KEY is md5, sha1, sha256, sha512 or size. A body of any " +
				"other is an error. It can be repeated.",
			example: "--expect 'sha256={sha}'",
		},
		{
			name: "expect-type", value: "TYPES", def: "any type",
			help:    "Report a body of any other type as an error.",
			example: "--expect-type image/png,image/gif",
		},
	}},
	{"Speed", []Option{
		{
			name: "workers", short: []string{"w", "m", "max-req"}, value: "N", unit: countOf(30), def: "30",
			brief: "requests in flight, 1 to 1000",
			help:  "The number of requests in flight, 1 to 1000.",
		},
		{
			name: "rate", short: []string{"r"}, value: "R", unit: newRate, def: "no limit",
			brief:   "requests a second in all",
			help:    "The number of requests a second, to all hosts together.",
			example: "-r 10, -r 600/m",
		},
		{
			name: "per-host", value: "N", unit: newCount, def: "as many as workers",
			help: "The number of requests in flight to one host.",
		},
		{
			name: "per-host-rate", value: "R", unit: newRate, def: "no limit",
			brief: "requests a second to one host",
			help:  "The number of requests a second to one host.",
		},
		{
			name: "no-pacing",
			help: "Send requests as fast as a host answers, even if it complains. This is for " +
				"your own servers.",
		},
		{
			name: "bandwidth", value: "R", unit: newBandwidth, def: "no limit",
			help:    "The number of bytes a second, of all bodies together.",
			example: "--bandwidth 10MB/s",
		},
	}},
	{"Timeouts and errors", []Option{
		{
			name: "timeout", short: []string{"t"}, value: "D", unit: newDuration, def: "30s with --url, else 6.1s",
			brief: "longest wait for an answer",
			help: "The longest wait for the header of an answer, and between two reads of its " +
				"body; 0 for no limit.",
			example: "-t 2m",
		},
		{
			name: "connect-timeout", value: "D", unit: newDuration, def: "6.1s, or --timeout if that is less",
			help: "The longest time to connect, with TCP, TLS and the proxy, but without the " +
				"lookup of the name; 0 for no limit.",
		},
		{
			name: "max-time", value: "D", unit: newDuration, def: "no limit",
			help: "The longest time for a whole attempt with its redirects, but without the wait " +
				"for its turn.",
		},
		{
			name: "retries", value: "N", unit: countOf(3), def: "3",
			brief: "further attempts after errors",
			help:  "The number of further attempts after an error that may be temporary.",
		},
		{
			name: "retry-on", value: "LIST", def: "no others than those that are always retried",
			help:    "Retry these statuses too.",
			example: "--retry-on 403,404,5xx",
		},
		{
			name: "retry-max-wait", value: "D", unit: durationOf(time.Minute), def: "1m0s",
			help: "The longest wait before another attempt that a server may ask for, and the " +
				"longest total wait of a code for hosts that are down.",
		},
		{
			name: "max-errors", value: "N", unit: newTolerance, def: "no limit",
			brief: "end after more than N errors, or N%",
			help: "End the run if more than N codes end in an error, or N% of at least 100 " +
				"codes. With --ordered a code counts when its line is written.",
			example: "--max-errors 5%",
		},
	}},
	{"Output", []Option{
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
	}},
	practice,
}

// practice are the options of the practice server. The label sets the defaults.
var practice = Group{"Practice server", []Option{
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
	{"Server", []Option{
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

// Tally are those of hoist tally.
var Tally = []Group{
	{"Options", []Option{
		{
			name: "failed", value: "PATH",
			help: "Write each code that has no file to PATH, for -f. It has the codes as the logs have them: the " +
				"other columns of a table are not in it.",
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
