package download

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfterHeader(t *testing.T) {
	now := time.Date(2026, 2, 2, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, value, date string
		want              time.Duration
	}{
		{"none", "", "", 0},
		{"seconds", "120", "", 2 * time.Minute},
		{"zero", "0", "", noWait},
		{"zeros", "00", "", noWait},
		{"negative", "-5", "", nonsense},
		{"a sign", "+5", "", nonsense},
		{"a fraction", "1.5", "", nonsense},
		{"garbage", "soon", "", nonsense},
		{"more than any number", "99999999999999999999", "", longestWait},
		{"more seconds than a duration holds", "9223372037", "", longestWait},
		{"a date, by our clock", "Mon, 02 Feb 2026 12:01:30 GMT", "", 90 * time.Second},
		{"a date, by the server's clock", "Mon, 02 Feb 2026 10:00:30 GMT", "Mon, 02 Feb 2026 10:00:00 GMT", 30 * time.Second},
		{"a date, with a Date that is none", "Mon, 02 Feb 2026 12:01:30 GMT", "yesterday", 90 * time.Second},
		{"a date that is past", "Mon, 02 Feb 2026 11:00:00 GMT", "", nonsense},
		{"a date of RFC 850", "Monday, 02-Feb-26 12:00:10 GMT", "", 10 * time.Second},
		{"a date of asctime", "Mon Feb  2 12:00:10 2026", "", 10 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := http.Header{}
			h.Set("Retry-After", tt.value)
			h.Set("Date", tt.date)
			if got := retryAfter(h, now); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("120", "")
	f.Add("Mon, 02 Feb 2026 12:01:30 GMT", "Mon, 02 Feb 2026 12:00:00 GMT")
	f.Fuzz(func(t *testing.T, value, date string) {
		h := http.Header{"Retry-After": {value}, "Date": {date}}
		if got := retryAfter(h, time.Unix(1e9, 0)); got < 0 && got != nonsense && got != noWait {
			t.Errorf("a wait of %v", got)
		}
	})
}
