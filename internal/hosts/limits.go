package hosts

import "time"

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
