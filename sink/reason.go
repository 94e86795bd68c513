package sink

import (
	"net"
	"regexp"
	"strings"
)

// withDetail returns a reason with the text that the server sent, between the status and the advice
// of the reason: `401 Unauthorized: no such user; the server offers Basic`. It does not repeat the
// status, as an error page of a web server does.
func withDetail(reason, detail string) string {
	const longest = 120
	if reason == "" {
		return detail
	}
	status, advice, found := strings.Cut(reason, "; ")
	for again := status != ""; again; {
		detail, again = strings.CutPrefix(strings.TrimSpace(detail), status)
	}
	if strings.Contains(status, strings.TrimRight(detail, ".")) {
		return reason
	}
	text := status + ": " + shortened(detail, longest)
	if found {
		text += "; " + advice
	}
	return text
}

// reasonBeside returns a reason without the name of the host, for a text that has the name already.
func reasonBeside(host, reason string) string {
	name := strings.Trim(host, "[]")
	if n, _, err := net.SplitHostPort(host); err == nil {
		name = n
	}
	if name == "" {
		return reason
	}
	if m := ofProxy.FindStringSubmatch(reason); m != nil {
		return m[1] + reasonBeside(m[2], m[3])
	}
	reason, _ = strings.CutPrefix(reason, `host "`+name+`" `)
	reason, _ = strings.CutPrefix(reason, "has the address "+name+", which is ")
	if rest, found := strings.CutPrefix(reason, "lookup "+name); found {
		if text, found := strings.CutPrefix(rest, ": "); found {
			return text
		}
		return "lookup" + rest
	}
	if m := operation.FindStringSubmatch(reason); m != nil && strings.Trim(m[1], "[]") == name {
		return m[2]
	}
	return reason
}

// ofProxy matches an error of the connection to a proxy.
var ofProxy = regexp.MustCompile(`^(proxy (\S+): )(.+)$`)

// operation matches the error of a system call about a connection, as package net writes it: the
// host of the other end, and the error of the system.
var operation = regexp.MustCompile(`^(?:dial|read|write) tcp (?:\S+->)?(\S+):[0-9]+: (?:connect: |read: |write: )?(.+)$`)
