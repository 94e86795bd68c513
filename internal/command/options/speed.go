package options

// speed has the options for the number and rate of requests.
var speed = Group{"Speed", []option{
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
}}
