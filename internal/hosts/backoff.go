package hosts

import (
	"math/rand/v2"
	"time"
)

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
