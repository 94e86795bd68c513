package hosts

import (
	"math/rand/v2"
	"time"
)

// Limits limit the requests to hosts. The zero value sends one request for each ticket, without
// other limits.
type Limits struct {
	Retries     int           // further attempts of a ticket
	MaxWait     time.Duration // the longest wait before another attempt, and in all for hosts whose breaker is not closed
	PerHost     int           // requests in flight for one host; 0 for as many as there are workers
	PerHostRate float64       // requests a second to one host; 0 for no limit
	Rate        float64       // requests a second; 0 for no limit
	NoPacing    bool          // no pace, window or circuit breaker; retries and Retry-After stay
}

// firstBackoff is the longest wait before the second attempt; each later one is twice as long.
const firstBackoff = 200 * time.Millisecond

// backoff returns the wait before another attempt after n failed attempts. It is full jitter, so
// that jobs that failed together are not sent again together.
func backoff(n int, most time.Duration, random *rand.Rand) time.Duration {
	limit := firstBackoff
	for range n - 1 {
		if limit >= most {
			break
		}
		limit *= 2
	}
	if limit = min(limit, most); limit <= 0 {
		return 0
	}
	return time.Duration(random.Int64N(int64(limit)))
}
