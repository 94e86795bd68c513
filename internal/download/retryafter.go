package download

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfter returns the wait that a server asks for (RFC 9110, section 10.2.3). The field has
// seconds or a date. A date is compared with the answer's own Date, so that clocks need not agree;
// if there is none, with now. If there is no field, retryAfter returns 0. For 0 seconds it returns
// noWait. If the field can't be parsed or the date is past, it returns nonsense.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := first(header, "Retry-After")
	if value == "" {
		return 0
	}
	if strings.Trim(value, "0123456789") == "" {
		seconds, err := strconv.ParseInt(value, 10, 64)
		if err != nil || seconds > int64(longestWait/time.Second) {
			return longestWait
		}
		if seconds == 0 {
			return noWait
		}
		return time.Duration(seconds) * time.Second
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return nonsense
	}
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date
	}
	if wait := until.Sub(now); wait > 0 {
		return min(wait, longestWait)
	}
	return nonsense
}

// longestWait is the longest wait that retryAfter returns: a century.
const longestWait = 100 * 365 * 24 * time.Hour

// nonsense is a Retry-After without a meaning: it does not slow the host down, and the job backs
// off.
const nonsense = time.Duration(-1)

// noWait is a Retry-After of 0: the server invites another attempt and names no wait, so the job
// backs off.
const noWait = time.Duration(-2)

// isUsable reports whether a Retry-After invites another attempt.
func isUsable(retryAfter time.Duration) bool { return retryAfter > 0 || retryAfter == noWait }
