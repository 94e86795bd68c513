package options

// foreign has hints for options of curl, wget, aria2c, xargs and GNU parallel.
var foreign = []struct{ option, hint string }{
	{"A", "use --user-agent"},
	{"C", "use --resume"},
	{"J", "use {filename} in --name"},
	{"L", "redirects are followed without it"},
	{"N", "use --resume --if-exists refresh"},
	{"O", "files are named by --name, in the directory --out"},
	{"P", "use --workers for the number of requests at once, or --out for the directory"},
	{"R", "use --remote-time"},
	{"S", "errors are shown without it"},
	{"U", "use --user-agent"},
	{"X", "all requests are GET"},
	{"Z", "codes are fetched in parallel without it"},
	{"b", "use --header 'Cookie: NAME=VALUE'"},
	{"c", "use --resume"},
	{"checksum", "use --expect"},
	{"content-disposition", "use {filename} in --name"},
	{"continue", "use --resume"},
	{"continue-at", "use --resume"},
	{"cookie", "use --header 'Cookie: NAME=VALUE'"},
	{"create-dirs", "directories are made without it"},
	{"d", "all requests are GET; for the directory use --out"},
	{"data", "all requests are GET"},
	{"dir", "use --out"},
	{"directory-prefix", "use --out"},
	{"fail", "answers with an error status are errors without it"},
	{"http1.1", "use --http 1.1"},
	{"http2", "HTTP/2 is used without it where the server has it; see --http"},
	{"i", "use --file"},
	{"input-file", "use --file"},
	{"j", "use --workers"},
	{"jobs", "use --workers"},
	{"k", "use --insecure"},
	{"limit-rate", "use --bandwidth"},
	{"location", "redirects are followed without it"},
	{"max-concurrent-downloads", "use --workers"},
	{"max-download-limit", "use --bandwidth"},
	{"max-procs", "use --workers"},
	{"max-tries", "use --retries"},
	{"no-check-certificate", "use --insecure"},
	{"output-dir", "use --out"},
	{"output-document", "use --name"},
	{"parallel", "codes are fetched in parallel without it; the number is --workers"},
	{"parallel-max", "use --workers"},
	{"referer", "use --header 'Referer: URL'"},
	{"remote-name", "files are named by --name, in the directory --out"},
	{"remote-name-all", "files are named by --name, in the directory --out"},
	{"request", "all requests are GET"},
	{"retry", "use --retries"},
	{"show-error", "errors are shown without it"},
	{"silent", "use --quiet"},
	{"timestamping", "use --resume --if-exists refresh"},
	{"tries", "use --retries"},
	{"wait", "use --per-host-rate"},
	{"x", "use --proxy"},
}

// otherProgram returns a hint for an option of another program. The hints are about fetching, so
// for the options of another command it returns "".
func otherProgram(name string, groups []Group) string {
	if lookup(groups, "workers") == nil {
		return ""
	}
	for _, f := range foreign {
		if f.option == name {
			return "; " + f.hint
		}
	}
	return ""
}
