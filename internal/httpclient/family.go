package httpclient

import (
	"fmt"
	"net"
	"net/netip"
)

// A Family says which addresses of a host may be connected to. The zero value allows all.
type Family uint8

const (
	AnyFamily Family = iota
	IPv4
	IPv6
)

// String returns the name of the family for errors.
func (f Family) String() string { return [...]string{"IP", "IPv4", "IPv6"}[f] }

// option returns the option that chooses the family.
func (f Family) option() string { return [...]string{"", "--ipv4", "--ipv6"}[f] }

// network returns the name of the family in package net.
func (f Family) network() string { return [...]string{"ip", "ip4", "ip6"}[f] }

// familyOf returns the family by which addr is connected to. For an IPv4 address in IPv6 form it is
// IPv4.
func familyOf(addr netip.Addr) Family {
	if addr.Unmap().Is4() {
		return IPv4
	}
	return IPv6
}

// A wrongFamily is the error of a host that is an address of a family that is not allowed.
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

// Unwrap returns the error of a name that has no address of the family, since the result is the
// same.
func (e *wrongFamily) Unwrap() error {
	return &net.DNSError{Err: "no such host", Name: e.addr.String(), IsNotFound: true}
}
