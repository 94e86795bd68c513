package download

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// A contentRange is where a 206 stands in the whole.
type contentRange struct {
	first, last int64 // bytes, from 0, last included
	complete    int64 // size of the whole, -1 for unknown
}

// parseContentRange parses `bytes 5-9/10` or `bytes 5-9/*` (RFC 9110, section 14.4). A
// multipart/byteranges has none.
func parseContentRange(text string) (contentRange, error) {
	unit, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	span, size, sized := strings.Cut(rest, "/")
	from, to, _ := strings.Cut(span, "-")
	r := contentRange{complete: -1}
	ok := sized && strings.EqualFold(unit, "bytes") && parseOffset(from, &r.first) && parseOffset(to, &r.last) &&
		(size == "*" || parseOffset(size, &r.complete) && r.complete > r.last) && r.first <= r.last
	if !ok {
		return contentRange{}, fmt.Errorf("Content-Range is %.100q", text)
	}
	return r, nil
}

// parseOffset accepts digits only, and no number whose successor would overflow.
func parseOffset(text string, n *int64) bool {
	value, err := strconv.ParseUint(text, 10, 62)
	if err != nil {
		return false
	}
	*n = int64(value)
	return true
}

// acceptsBytes reports whether a server says that it serves parts (RFC 9110, section 14.3).
func acceptsBytes(h http.Header) bool {
	for _, line := range h.Values("Accept-Ranges") {
		for unit := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(unit), "bytes") {
				return true
			}
		}
	}
	return false
}
