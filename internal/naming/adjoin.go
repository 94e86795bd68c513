package naming

import "slices"

// adjoins reports whether the end of a number can't be recognized if next follows pieces. An
// extension may be empty.
func adjoins(pieces []piece, next piece) bool {
	for _, p := range slices.Backward(pieces) {
		if adjoin(p, next) {
			return true
		}
		if !p.isExtension() {
			break
		}
	}
	return false
}

// adjoin reports whether the end of a number can't be recognized if b follows a: {seq} beside
// another variable or a digit.
func adjoin(a, b piece) bool {
	if a.name == "seq" {
		return b.name != "" && !b.isExtension() || startsWithDigit(b.literal)
	}
	if b.name == "seq" {
		return a.name != "" || endsWithDigit(a.literal)
	}
	return false
}

func startsWithDigit(s string) bool { return s != "" && isDigit(s[0]) }

func endsWithDigit(s string) bool { return s != "" && isDigit(s[len(s)-1]) }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
