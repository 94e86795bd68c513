package httpclient

import (
	"errors"
	"net"
)

// A LookupResult is the result of the last lookup of a name that an exchange made.
type LookupResult uint8

const (
	LookupNone   LookupResult = iota // none: the connection was there, or the host is an address
	LookupDone                       // a name server answered, perhaps that the name does not exist
	LookupFailed                     // no name server gave an answer of use while the exchange lasted
)

func lookupOf(err error) LookupResult {
	if err == nil || IsNotFound(err) {
		return LookupDone
	}
	return LookupFailed
}

// IsNotFound reports whether a name server answered that a name does not exist (NXDOMAIN), or that
// it has no address of the families that were asked for (NODATA; package net has one error for
// both). SERVFAIL, REFUSED, a lame referral, no answer, and no way to a name server are none of
// that.
func IsNotFound(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsNotFound && !dns.IsTemporary && !dns.IsTimeout
}
