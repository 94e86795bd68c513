package stages

import "net/netip"

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
