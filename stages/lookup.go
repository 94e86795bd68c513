package stages

import (
	"errors"
	"net"
)

// A lookup is the result of the last lookup of a host name that an exchange made.
type lookup uint8

const (
	lookupNone   lookup = iota // none: the connection was there, or its host is an address, or the exchange ended first
	lookupDone                 // a name server answered, perhaps that the name does not exist
	lookupFailed               // no name server gave an answer of use
)

// lookupOf returns the result of a lookup that has ended with err, while its caller still waited for it.
func lookupOf(err error) lookup {
	if err == nil || isNotFound(err) {
		return lookupDone
	}
	return lookupFailed
}

// isNotFound reports whether err is the answer of a name server that a name, or an address of it, does not exist.
func isNotFound(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsNotFound && !dns.IsTemporary && !dns.IsTimeout
}
