package stages

import (
	"fmt"
	"net/http"
	"time"

	"github.com/hoist/hoist/sink"
)

// A health is what an exchange says of its host.
type health uint8

const (
	unknown   health = iota // nothing: it is the job's fault, or the server's but no sign of strain
	well                    // it answered
	unwell                  // it did not answer, or not to the end
	throttled               // it asks to be asked less often
)

// A judgement is what is to be done about what a request came to.
type judgement struct {
	health health
	again  bool // another attempt is worth while, and left
}

// A policy judges what requests came to. It is pure.
type policy struct {
	retries int
	maxWait time.Duration // the longest that a server's wish to be left alone is heeded
	retryOn Statuses      // beside those that are transient
}

// aCentury is the longest wait that is told.
const aCentury = 100 * 365 * 24 * time.Hour

// judge sets what is to be done. A server that asks for more than maxWait has its job fail at once, and is told of
// in the reason.
func (p policy) judge(f *Fetched) {
	if f.Err == nil {
		f.health = well
		return
	}
	failed := asFailure(f.Err)
	retry := p.retryable(failed, f.HTTPStatus, f.retryAfter)
	f.health = healthOf(failed, f.HTTPStatus)
	switch {
	case !retry:
		f.retryAfter = 0
	case f.retryAfter > 0:
		f.health = throttled
	case f.retryAfter == nonsense && f.health == throttled:
		f.health = unknown
	}
	if f.retryAfter > p.maxWait {
		f.Err = &Failure{failed.Status, failed.Kind, fmt.Errorf(
			"%w, and asks to wait %v, longer than --retry-max-wait %v", failed.Err, min(f.retryAfter, aCentury), p.maxWait)}
		return
	}
	f.again = retry && f.Attempt-f.excused <= p.retries
}

// retryable reports whether another attempt may go better. An answer that is an error, and says
// when to ask again, means that it may; 404 and 410 are final all the same, unless they are listed.
func (p policy) retryable(f *Failure, status int, retryAfter time.Duration) bool {
	switch f.Kind {
	case sink.Connect, sink.Timeout, sink.Stalled, sink.Reset, sink.Truncated:
		return true
	case sink.DNS:
		return !isNotFound(f)
	case sink.HTTP:
		return p.retriesStatus(status) || isUsable(retryAfter)
	}
	return f.Status == sink.NotFound && p.retryOn.has(status)
}

// retriesStatus reports whether a status alone is a reason for another attempt.
func (p policy) retriesStatus(status int) bool { return isTransient(status) || p.retryOn.has(status) }

func healthOf(f *Failure, status int) health {
	switch f.Kind {
	case sink.Connect, sink.Timeout, sink.Stalled, sink.Reset:
		return unwell
	case sink.HTTP:
		switch {
		case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
			return throttled
		case status < 500:
			return well
		}
	}
	if f.Status == sink.NotFound || f.Status == sink.Unchanged {
		return well
	}
	return unknown
}
