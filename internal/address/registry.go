package address

import "net/netip"

// The networks that IANA lists as not globally reachable, and the networks within them that it
// lists as reachable. The order is the order of the registries.
var (
	special4 = prefixes(
		"0.0.0.0/8",       // this network
		"10.0.0.0/8",      // private
		"100.64.0.0/10",   // carrier-grade NAT
		"127.0.0.0/8",     // loopback
		"169.254.0.0/16",  // link-local, with the clouds' credentials
		"172.16.0.0/12",   // private
		"192.0.0.0/24",    // IETF protocol assignments
		"192.0.2.0/24",    // documentation
		"192.88.99.0/24",  // 6to4 relays, deprecated
		"192.168.0.0/16",  // private
		"198.18.0.0/15",   // benchmarking
		"198.51.100.0/24", // documentation
		"203.0.113.0/24",  // documentation
		"224.0.0.0/4",     // multicast, of a registry of its own
		"240.0.0.0/4",     // reserved, and broadcast
	)
	reachable4 = prefixes(
		"192.0.0.9/32",  // Port Control Protocol anycast
		"192.0.0.10/32", // TURN anycast
	)

	global6  = netip.MustParsePrefix("2000::/3") // the only part of IPv6 that is allocated as global unicast
	special6 = prefixes(
		"2001::/23",     // IETF protocol assignments, with Teredo and benchmarking
		"2001:db8::/32", // documentation
		"3fff::/20",     // documentation
	)
	reachable6 = prefixes(
		"2001:1::1/128",   // Port Control Protocol anycast
		"2001:1::2/128",   // TURN anycast
		"2001:1::3/128",   // DNS-SD service registration anycast
		"2001:3::/32",     // AMT
		"2001:4:112::/48", // AS112
		"2001:20::/28",    // ORCHIDv2
		"2001:30::/28",    // drone remote identification
	)

	nat64     = netip.MustParsePrefix("64:ff9b::/96") // RFC 6052
	sixToFour = netip.MustParsePrefix("2002::/16")    // RFC 3056
)

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}
