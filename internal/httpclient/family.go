package httpclient

import (
	"fmt"
	"net"
	"net/netip"
)

// A Family says which addresses of a host may be connected to. The zero value is any.
type Family uint8

const (
	AnyFamily Family = iota
	IPv4
	IPv6
)

// String is the name of the family, as in an error.
func (f Family) String() string { return [...]string{"IP", "IPv4", "IPv6"}[f] }

// option is the option that chooses the family.
func (f Family) option() string { return [...]string{"", "--ipv4", "--ipv6"}[f] }

// network is the family as package net names it.
func (f Family) network() string { return [...]string{"ip", "ip4", "ip6"}[f] }

// familyOf is the family by which addr is connected to: IPv4 for an IPv4 address in IPv6 form.
func familyOf(addr netip.Addr) Family {
	if addr.Unmap().Is4() {
		return IPv4
	}
	return IPv6
}

// A wrongFamily is the error of a host that is an address, of the family that may not be connected
// to.
type wrongFamily struct {
	addr    netip.Addr
	allowed Family
}

func (e *wrongFamily) Error() string {
	host := e.addr.String()
	if e.addr.Is6() {
		host = "[" + host + "]"
	}
	return fmt.Sprintf("%s is an %v address, and %s allows %v only", host, familyOf(e.addr), e.allowed.option(), e.allowed)
}

// Unwrap returns the error of a name that has no address of the family, to which it comes.
func (e *wrongFamily) Unwrap() error {
	return &net.DNSError{Err: "no such host", Name: e.addr.String(), IsNotFound: true}
}
