package naming

import (
	"strings"

	"github.com/hoist/hoist/internal/percent"
)

// TempPrefix begins the names of files that a store is writing. No job's file has such a name.
const TempPrefix = ".hoist-"

// escapeReserved encodes the first letter of a component if Windows would read it as a device, with
// any extension (CON, nul.txt, com1), or if it looks like a temporary name of the store.
func escapeReserved(b []byte) []byte {
	base, _, _ := strings.Cut(string(b[:min(len(b), 8)]), ".")
	temp := len(b) >= len(TempPrefix) && strings.EqualFold(string(b[:len(TempPrefix)]), TempPrefix)
	if !temp && !isDevice(strings.ToUpper(base)) {
		return b
	}
	return append(percent.Append(nil, b[0]), b[1:]...)
}

func isDevice(base string) bool {
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	port := len(base) == 4 && (strings.HasPrefix(base, "COM") || strings.HasPrefix(base, "LPT"))
	return port && isDigit(base[3])
}
