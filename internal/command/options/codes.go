package options

// codes has the options for the codes and the lists that have them.
var codes = Group{"Codes", []option{
	{
		name: "file", short: []string{"f"}, value: "PATH", list: true,
		brief:   "read codes from PATH, - is stdin",
		help:    "Read codes from PATH, one a line or in the format of --format; - is standard input. It can be repeated.",
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
		help:    "Use only the first N codes. With --part they are the first of the whole list.",
		example: "-l 20",
	},
	{
		name: "part", value: "K/N", def: "the whole list",
		help: "Fetch only part K of N of the list. All codes of a host are in one part; if --url fixes the " +
			"host, codes are divided one by one. auto/N reads K from SLURM_ARRAY_TASK_ID, " +
			"JOB_COMPLETION_INDEX or AWS_BATCH_JOB_ARRAY_INDEX. --rate is for all parts together.",
		example: "--part 3/16, --part auto/16",
	},
	{
		name: "part-first", value: "F", unit: newCount, def: "1 for Slurm, else 0",
		help:    "The first index of the array, with --part auto/N.",
		example: "--part-first 0",
	},
	{
		name: "code", value: "TEMPLATE", def: "the column code, else id, else url, else the first",
		help: "The code of each record of a table. It identifies the record in lines, for --unique and " +
			"for --resume. The variables are the columns.",
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
}}
