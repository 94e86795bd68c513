// Package address reports whether an IP address belongs to the public internet.
package address

import "net/netip"

// Public reports whether addr is globally reachable unicast, by IANA's special-purpose address
// registries for IPv4 and IPv6 (RFC 6890). If addr contains an IPv4 address (IPv4-mapped, NAT64,
// 6to4), that address decides. An address with a zone has a meaning on one link only, and is not
// public.
func Public(addr netip.Addr) bool {
	if !addr.IsValid() || addr.Zone() != "" {
		return false
	}
	addr = inner(addr)
	if addr.Is4() {
		return !in(addr, special4) || in(addr, reachable4)
	}
	return global6.Contains(addr) && (!in(addr, special6) || in(addr, reachable6))
}

// inner returns the IPv4 address that addr contains, since it decides where addr leads. Without one
// it returns addr.
func inner(addr netip.Addr) netip.Addr {
	bytes := addr.As16()
	switch {
	case addr.Is4In6():
		return addr.Unmap()
	case nat64.Contains(addr):
		return netip.AddrFrom4([4]byte(bytes[12:]))
	case sixToFour.Contains(addr):
		return netip.AddrFrom4([4]byte(bytes[2:6]))
	}
	return addr
}

func in(addr netip.Addr, prefixes []netip.Prefix) bool {
	for _, p := range prefixes {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
