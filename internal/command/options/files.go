package options

// files has the options for the files that are saved.
var files = Group{"Files", []option{
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
		help: "The hash or size that each file must have: KEY is md5, sha1, sha256, sha512 or size. A body " +
			"that differs is an error. It can be repeated.",
		example: "--expect 'sha256={sha}'",
	},
	{
		name: "expect-type", value: "TYPES", def: "any type",
		help:    "Report a body of any other type as an error.",
		example: "--expect-type image/png,image/gif",
	},
}}
