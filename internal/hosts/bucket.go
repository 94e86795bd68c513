package hosts

import "time"

// A bucket is a token bucket of one token: it says when the next may go, without waiting itself. It
// is the virtual scheduling algorithm (ITU-T I.371, GCRA), but a timer that fires late costs no
// throughput: what was kept waiting counts as gone when it should have gone.
type bucket struct {
	next   Instant // when there is a token
	waited bool    // something would have gone before
}

// catchUp is by how much a late timer is made good for at the most, where tokens come faster than
// timers fire.
const catchUp = 10 * time.Millisecond

// wait returns how long it is until there is a token, and notes that it is wanted. 0 means that
// there is one.
func (b *bucket) wait(now Instant) time.Duration {
	if now >= b.next {
		return 0
	}
	b.waited = true
	return b.next - now
}

// take takes the token; the next comes after every.
func (b *bucket) take(now Instant, every time.Duration) {
	if b.waited && now-b.next < max(every, catchUp) {
		b.next += every
	} else {
		b.next = now + every
	}
	b.waited = b.next < now // what is behind is wanted still
}

// every is the time between two at a rate a second; 0 is no limit.
func every(rate float64) time.Duration {
	if rate <= 0 {
		return 0
	}
	return time.Duration(float64(time.Second) / rate)
}
