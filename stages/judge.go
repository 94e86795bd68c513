package stages

import (
	"errors"
	"fmt"
	"net"
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
	retry := retryable(failed, f.HTTPStatus)
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

// retryable reports whether another attempt may go better.
func retryable(f *Failure, status int) bool {
	switch f.Kind {
	case sink.Connect, sink.Timeout, sink.Stalled, sink.Reset, sink.Truncated:
		return true
	case sink.DNS:
		dns, ok := errors.AsType[*net.DNSError](f)
		return !ok || !dns.IsNotFound
	case sink.HTTP:
		switch status {
		case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests, http.StatusInternalServerError,
			http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
	}
	return false
}

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
