// Package percent encodes text for URLs and for names of files (RFC 3986, section 2.1). Text that
// is not ASCII is encoded byte by byte, as UTF-8.
package percent

import "strings"

// Append appends c as %XX.
func Append(b []byte, c byte) []byte {
	const digits = "0123456789ABCDEF"
	return append(b, '%', digits[c>>4], digits[c&15])
}

// AppendUnreserved appends text with all but unreserved characters encoded, as a variable of RFC
// 6570, section 3.2.2, is.
func AppendUnreserved(b []byte, text string) []byte {
	for i := range len(text) {
		if IsUnreserved(text[i]) {
			b = append(b, text[i])
		} else {
			b = Append(b, text[i])
		}
	}
	return b
}

// AppendReserved appends text in a form that a URL may contain. It encodes all characters except
// unreserved and reserved characters and existing %XX (RFC 6570, section 3.2.1).
func AppendReserved(b []byte, text string) []byte {
	for i := range len(text) {
		c := text[i]
		if IsUnreserved(c) || strings.IndexByte(":/?#[]@!$&'()*+,;=", c) >= 0 || isEncoded(text[i:]) {
			b = append(b, c)
		} else {
			b = Append(b, c)
		}
	}
	return b
}

// IsUnreserved reports whether c means nothing but itself (RFC 3986, section 2.3).
func IsUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

// isEncoded reports whether text begins with %XX.
func isEncoded(text string) bool {
	return len(text) >= 3 && text[0] == '%' && isHex(text[1]) && isHex(text[2])
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
