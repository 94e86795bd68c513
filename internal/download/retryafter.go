package download

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfter is for how long a server asks not to be asked (RFC 9110, section 10.2.3): seconds, or
// a date, which is compared with the answer's own Date, so that clocks need not agree; without one,
// with now. 0 means that it does not ask; noWait is 0 seconds; nonsense is what can't be
// understood, or is past.
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

// longestWait is the longest that a server is said to ask for: a century.
const longestWait = 100 * 365 * 24 * time.Hour

// nonsense is a Retry-After that says nothing: the host is not slowed down for it, the job backs
// off.
const nonsense = time.Duration(-1)

// noWait is a Retry-After of 0: the server invites another attempt and names no wait, so the job
// backs off.
const noWait = time.Duration(-2)

// isUsable reports whether a Retry-After says that another attempt is welcome.
func isUsable(retryAfter time.Duration) bool { return retryAfter > 0 || retryAfter == noWait }
