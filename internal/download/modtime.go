package download

import (
	"net/http"
	"time"
)

// Modified returns the time in the Last-Modified field. If there is none, it is not a date of HTTP
// (RFC 9110, section 5.6.7), or it is before 1970, Modified returns the zero time. A time in the
// future is returned as it is.
func (h Head) Modified() time.Time {
	at, err := http.ParseTime(h.LastModified)
	if err != nil || at.Unix() < 0 {
		return time.Time{}
	}
	return at
}
