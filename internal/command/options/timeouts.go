package options

import "time"

// timeouts has the options for waits and errors.
var timeouts = Group{"Timeouts and errors", []option{
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
}}
