package origin

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Name returns the canonical spelling of a host name, or of an IPv6 address without brackets: the
// name that is looked up. Letters are in lower case, and a name in another script is mapped to
// ASCII (UTS #46, nontransitional processing): width and composition do not matter, and the full
// stops of other scripts are dots. So full-width digits become digits, and may be an address. A
// trailing dot stays. The text of the error fits after "URL".
func Name(host string) (string, error) {
	switch {
	case isName(host):
		return host, nil
	case strings.Contains(host, ":"):
		return address(host)
	}
	name, err := toASCII(host)
	switch {
	case err != nil:
		return "", fmt.Errorf("has the host %.100q, which can't be mapped to a name: %w", host, err)
	case strings.Trim(name, ".") == "":
		return "", errNoHost
	case !isName(name):
		return "", fmt.Errorf("has the host %.100q, which is not a name: "+
			"there are letters, digits, hyphens, underscores and dots", host)
	}
	return name, nil
}

// toASCII maps a name to ASCII in lower case.
func toASCII(host string) (string, error) {
	switch {
	case isASCII(host):
		return strings.ToLower(host), nil
	case !utf8.ValidString(host): // which package idna does not look for
		return "", errors.New("it is not valid UTF-8")
	}
	return profile().ToASCII(host)
}

// profile is the profile for lookups (RFC 5891, section 5). Hyphens and underscores may be anywhere
// in a name, since names in use have them. isName refuses all other ASCII that a character is
// mapped to, for example the colon of a full-width colon.
func profile() *idna.Profile {
	return idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(false), idna.CheckHyphens(false))
}

// address returns the canonical spelling of an IPv6 address (RFC 5952), with its zone.
func address(host string) (string, error) {
	addr, err := netip.ParseAddr(host)
	if err != nil || !isZone(addr.Zone()) {
		return "", fmt.Errorf("has the host %.100q, which is not an IPv6 address", host)
	}
	return addr.String(), nil
}

// isName reports whether a host is a name or an IPv4 address in canonical spelling.
func isName(host string) bool {
	named := false
	for i := range len(host) {
		switch c := host[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_':
			named = true
		case c != '.':
			return false
		}
	}
	return named
}

// isZone reports whether a zone is empty, or can be in a URL (RFC 6874, section 2).
func isZone(zone string) bool {
	for i := range len(zone) {
		switch c := zone[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0:
		default:
			return false
		}
	}
	return true
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}
