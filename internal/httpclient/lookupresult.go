package httpclient

import (
	"errors"
	"net"
)

// A LookupResult is the result of the last lookup of an exchange.
type LookupResult uint8

const (
	LookupNone   LookupResult = iota // no lookup: there was a connection, or the host is an address
	LookupDone                       // a name server answered, perhaps that the name does not exist
	LookupFailed                     // no name server gave a useful answer while the exchange lasted
)

func lookupOf(err error) LookupResult {
	if err == nil || IsNotFound(err) {
		return LookupDone
	}
	return LookupFailed
}

// IsNotFound reports whether a name server answered that a name does not exist (NXDOMAIN), or that
// it has no address of the families asked for (NODATA; package net has one error for both). For
// SERVFAIL, REFUSED, a lame referral, no answer, and no way to a name server it returns false.
func IsNotFound(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsNotFound && !dns.IsTemporary && !dns.IsTimeout
}
