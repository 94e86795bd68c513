package httpclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/internal/h2"
	"github.com/hoist/hoist/internal/outcome"
)

// fallBack returns the result of req by HTTP/2. If its error shows that HTTP/1.1 is required or may
// help, fallBack sends req by HTTP/1.1 and returns that result.
func (t *Transport) fallBack(req *http.Request, resp *http.Response, err error) (*http.Response, error) {
	switch {
	case errors.Is(err, h2.ErrHTTP11Required) && t.version == HTTP2:
		return nil, outcome.Fail(outcome.Protocol, fmt.Errorf("%w, and only HTTP/2 is wanted (--http 2)", err))
	case errors.Is(err, h2.ErrHTTP1), errors.Is(err, h2.ErrHTTP11Required):
		t.http1.add(req.URL.Host)
		return t.sendHTTP1(req)
	case errors.Is(err, h2.ErrBetterByHTTP1):
		return t.tryHTTP1(req)
	case err != nil && t.version != HTTP2 && (IsConnectionError(err) || isLongHeader(err)):
		return t.tryHTTP1(req) // where an answer that is wrong harms no other, and the header of one may be shorter
	}
	return resp, err
}

// tryHTTP1 sends req by HTTP/1.1 to a server that has chosen HTTP/2 so far. If an answer comes, all
// requests go by HTTP/1.1 from then on. If the server does not support HTTP/1.1 over TLS, all go by
// HTTP/2.
func (t *Transport) tryHTTP1(req *http.Request) (*http.Response, error) {
	resp, err := t.sendHTTP1(req)
	switch {
	case err == nil && !refusesVersion(resp.StatusCode):
		t.http1.add(req.URL.Host)
		return resp, nil
	case err != nil && !lacksHTTP1(req.Context(), err), t.http1.has(req.URL.Host):
		return resp, err
	}
	t.pool.Stay(req.URL)
	switch {
	case err == nil:
		resp.Body.Close() // its body is not needed
	case req.Context().Err() != nil:
		return nil, err
	}
	return t.pool.RoundTrip(req)
}

// refusesVersion reports whether a status may mean that the server does not want HTTP/1.1.
func refusesVersion(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusMisdirectedRequest, http.StatusUpgradeRequired, http.StatusHTTPVersionNotSupported:
		return true
	}
	return false
}

// lacksHTTP1 reports whether an error of HTTP/1.1 may mean that the server does not support it: TLS
// agreed on no protocol, or the answer was not HTTP/1.1.
func lacksHTTP1(ctx context.Context, err error) bool {
	if cause, ok := errors.AsType[*outcome.Failure](context.Cause(ctx)); ok {
		return cause.Kind == outcome.Timeout
	}
	if _, other := errors.AsType[*outcome.Failure](err); other || ctx.Err() != nil || outcome.IsFatal(err) {
		return false
	}
	if _, long := errors.AsType[*h1.LongHeaderError](err); long {
		return false
	}
	switch classifyHeader(err) {
	case outcome.TLS, outcome.Reset, outcome.Protocol:
		return true
	}
	return false
}

// A hostSet is a set of up to maxHosts hosts with their ports, as in URLs. The zero value is empty.
type hostSet struct {
	mu    sync.RWMutex
	hosts map[string]struct{}
}

// maxHosts is the largest number of servers that are remembered as supporting only HTTP/1.1, some
// 100 bytes each. For other servers each new connection shows it.
const maxHosts = 16384

func (s *hostSet) add(host string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hosts == nil {
		s.hosts = map[string]struct{}{}
	}
	if len(s.hosts) < maxHosts {
		s.hosts[host] = struct{}{}
	}
}

func (s *hostSet) has(host string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, has := s.hosts[host]
	return has
}
