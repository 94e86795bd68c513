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
	Continues   bool          // an earlier run may have sent a request to each host just before this run began
}

// A bucket is a token bucket of one token. It reports when the next request may go; it does not
// sleep. It is the virtual scheduling algorithm (ITU-T I.371, GCRA), except that a timer that fires
// late costs no throughput: the next token comes as if the timer had been on time.
type bucket struct {
	next Instant       // when the next token comes
	late time.Duration // the delay of the timer for the token, which is made up for
}

// catchUp is the longest delay of a timer that is made up for, if tokens come faster than timers
// fire.
const catchUp = 10 * time.Millisecond

// wait returns the time until there is a token. If there is a token, it returns 0.
func (b *bucket) wait(now Instant) time.Duration { return max(b.next-now, 0) }

// fired records that a request that waited for the token, and for nothing else, is awake now. If
// something else holds it back from now on, that gives no credit.
func (b *bucket) fired(now Instant) { b.late = now - b.next }

// acquire takes the token for a request that goes late after its time, because of a timer. The next
// token comes after every. If every is 0, requests are not limited.
func (b *bucket) acquire(now Instant, late, every time.Duration) {
	if every == 0 {
		return
	}
	if late >= max(every, catchUp) {
		late = 0
	}
	b.next = max(b.next, now-late) + every
	b.late = max(now-b.next, 0) // tokens come faster than timers fire
}

// beginRate makes a new bucket count the request that an earlier run may have sent just before this
// run began. So runs that are killed and continued again and again keep the rate together.
func (s *Scheduler) beginRate(b *bucket, rate float64) {
	if s.limits.Continues {
		b.acquire(0, 0, every(rate))
	}
}

// every returns the time between two requests at a rate per second. If the rate is 0, there is no
// limit.
func every(rate float64) time.Duration {
	if rate <= 0 {
		return 0
	}
	return time.Duration(float64(time.Second) / rate)
}
