package hosts

import "time"

// Limits are how often and how hard hosts are asked. The zero value asks once for each ticket,
// without limit.
type Limits struct {
	Retries     int           // further attempts of a ticket
	MaxWait     time.Duration // the longest wait before another attempt, and of a ticket in all for hosts that let nothing through
	PerHost     int           // requests in flight for one host; 0 for as many as there are workers
	PerHostRate float64       // requests a second to one host; 0 for no limit
	Rate        float64       // requests a second; 0 for no limit
	NoPacing    bool          // no pace, window or circuit breaker; retries and Retry-After stay
}
