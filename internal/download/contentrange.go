package download

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// A contentRange is the position of a 206 in the whole body.
type contentRange struct {
	first, last int64 // bytes, from 0, last included
	complete    int64 // size of the whole body, -1 for unknown
}

// parseContentRange parses `bytes 5-9/10` or `bytes 5-9/*` (RFC 9110, section 14.4). A
// multipart/byteranges answer has no such field.
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

// parseOffset accepts digits only, and no number that overflows if one is added.
func parseOffset(text string, n *int64) bool {
	value, err := strconv.ParseUint(text, 10, 62)
	if err != nil {
		return false
	}
	*n = int64(value)
	return true
}

// acceptsBytes reports whether a server serves byte ranges (RFC 9110, section 14.3).
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
