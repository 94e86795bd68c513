package naming

import (
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/hoist/hoist/internal/outcome"
)

// appendPath appends the value of a {+name}: several segments with `/` between them. A `/` or `./`
// at its beginning is dropped, or refused if verbatim. start is the beginning of the current
// segment; appendPath returns the beginning of the last one, which is not finished. The error is an
// *outcome.Failure.
func appendPath(b []byte, start int, text string, value Values, verbatim bool) ([]byte, int, error) {
	if !verbatim { // else two values could make one name
		text = strings.TrimLeft(strings.TrimPrefix(text, "./"), "/")
	}
	first := true
	for segment := range strings.SplitSeq(text, "/") {
		switch {
		case segment == "..":
			return nil, 0, outcome.Fail(outcome.BadInput, errors.New(`has ".." in its path, which could lead out of the destination`))
		case segment == "" && !verbatim:
			continue
		case !first:
			var err error
			if b, err = finishDirectory(b, start, value, verbatim); err != nil {
				return nil, 0, err
			}
			b = append(b, '/')
			start = len(b)
		}
		first = false
		if !verbatim {
			b = appendName(b, segment)
			continue
		}
		if segment == "" || segment == "." {
			return nil, 0, checkVerbatim(segment)
		}
		b = append(b, segment...)
	}
	return b, start, nil
}

// finishDirectory completes a directory in a value.
func finishDirectory(b []byte, start int, value Values, verbatim bool) ([]byte, error) {
	if verbatim {
		return b, checkVerbatim(string(b[start:]))
	}
	return finishSegment(b, start, "", value)
}

// checkVerbatim refuses a segment that the file system does not take as it is.
func checkVerbatim(segment string) error {
	switch {
	case segment == "" || segment == "." || segment == "..":
		return outcome.Fail(outcome.BadInput, fmt.Errorf("has %q as a part of its path", segment))
	case len(segment) > maxComponent:
		return outcome.Fail(outcome.BadInput, fmt.Errorf("has a part of more than %d bytes in its path", maxComponent))
	case len(segment) >= len(TempPrefix) && strings.EqualFold(segment[:len(TempPrefix)], TempPrefix):
		return outcome.Fail(outcome.BadInput, fmt.Errorf("begins with %s, which is reserved for unfinished files", TempPrefix))
	case runtime.GOOS == "windows" && !isWindowsName(segment):
		return outcome.Fail(outcome.BadInput, fmt.Errorf("has the part %.80q, which can't be a file name on Windows", segment))
	}
	return nil
}

// isWindowsName reports whether Windows takes a name as it is (Microsoft, "Naming Files, Paths, and
// Namespaces").
func isWindowsName(name string) bool {
	base, _, _ := strings.Cut(name, ".")
	return !strings.ContainsAny(name, `<>:"\|?*`) && !strings.HasSuffix(name, ".") && !strings.HasSuffix(name, " ") &&
		!isDevice(strings.ToUpper(base))
}
