package digest

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
)

// A Sum is a hash of a file. Two Sums are equal if they are of one algorithm and have one value.
type Sum struct {
	Algorithm Algorithm
	Value     string // the bytes of the hash
}

// SumOf returns the Sum of the bytes that were written to h, a hash.Hash of the algorithm.
func SumOf(a Algorithm, h hash.Hash) Sum { return Sum{a, string(h.Sum(nil))} }

// SumFrom returns the Sum with these bytes.
func SumFrom(a Algorithm, value []byte) Sum { return Sum{a, string(value)} }

// Hex returns the value in hex, in lower case.
func (s Sum) Hex() string { return hex.EncodeToString([]byte(s.Value)) }

// prefixes are the prefixes that the text of a hash may have, in lower case: those of container
// images (sha256:), of Subresource Integrity (sha256-), and of the fields Content-Digest, Digest
// and x-goog-hash of HTTP (sha-256=, sha=, md5=).
var prefixes = [...][]string{
	MD5:    {"md5:", "md5-", "md5="},
	SHA1:   {"sha1:", "sha1-", "sha1=", "sha-1:", "sha-1=", "sha="},
	SHA256: {"sha256:", "sha256-", "sha256=", "sha-256:", "sha-256="},
	SHA512: {"sha512:", "sha512-", "sha512=", "sha-512:", "sha-512="},
}

// Parse parses a hash of an algorithm: hex or standard base64, with or without padding. It may have
// one of the prefixes of the algorithm. Base64 may be between colons, as in a Content-Digest
// (RFC 9530, section 2). Blanks around the text are ignored. The text must not be empty.
func Parse(a Algorithm, text string) (Sum, error) {
	of, rest := cutPrefix(strings.Trim(text, " \t"), a)
	if of != a {
		return Sum{}, fmt.Errorf("is a hash of %s, not of %s", of, a)
	}
	inner, quoted := between(rest)
	if value, err := hex.DecodeString(inner); !quoted && len(inner) == hex.EncodedLen(a.Size()) {
		if err != nil {
			return Sum{}, fmt.Errorf("is not the hex of a hash of %s", a)
		}
		return Sum{a, string(value)}, nil
	}
	value, err := base64.RawStdEncoding.Strict().DecodeString(unpadded(inner))
	if err != nil || len(value) != a.Size() || strings.ContainsAny(inner, "\r\n") {
		return Sum{}, fmt.Errorf("is not a hash of %s, which has %d hex digits, or %d characters of base64", a,
			hex.EncodedLen(a.Size()), base64.StdEncoding.EncodedLen(a.Size()))
	}
	return Sum{a, string(value)}, nil
}

// cutPrefix cuts the prefix off text, and returns its algorithm. Without a prefix it returns a.
func cutPrefix(text string, a Algorithm) (of Algorithm, rest string) {
	for _, of := range Algorithms {
		for _, prefix := range prefixes[of] {
			if len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
				return of, text[len(prefix):]
			}
		}
	}
	return a, text
}

// between returns the text between two colons. If there are none, it returns text.
func between(text string) (inner string, ok bool) {
	if len(text) >= 2 && text[0] == ':' && text[len(text)-1] == ':' {
		return text[1 : len(text)-1], true
	}
	return text, false
}

// unpadded removes the padding that makes the length of base64 a multiple of 4. Any other padding
// stays, and is an error.
func unpadded(text string) string {
	if len(text)%4 != 0 {
		return text
	}
	return strings.TrimSuffix(strings.TrimSuffix(text, "="), "=")
}
