package options

// servers has the options for requests and servers.
var servers = Group{"Server", []option{
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
}}
