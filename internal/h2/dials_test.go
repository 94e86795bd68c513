package h2_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/internal/h2"
)

// load sends requests from a number of workers. It returns the number of whole answers and the time
// that all requests took.
func load(t http.RoundTripper, workers, requests int) (done int, took time.Duration) {
	began := time.Now()
	var wait sync.WaitGroup
	var next, whole atomic.Int32
	for range workers {
		wait.Go(func() {
			for int(next.Add(1)) <= requests {
				if fetch(t) == nil {
					whole.Add(1)
				}
			}
		})
	}
	wait.Wait()
	return int(whole.Load()), time.Since(began)
}

func fetch(t http.RoundTripper) error {
	req, err := http.NewRequest(http.MethodGet, "http://h.example/", nil)
	if err != nil {
		return err
	}
	return exchange(t, req)
}

// exchange returns an error unless the answer to a request is 200 and its body is whole.
func exchange(t http.RoundTripper, req *http.Request) error {
	resp, err := t.RoundTrip(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && (resp.StatusCode != http.StatusOK || string(body) != "abc") {
		err = fmt.Errorf("status %d, %q", resp.StatusCode, body)
	}
	return err
}

// Against a server that ends its connections or allows few streams, the requests take at most 1.3
// times as long as over HTTP/1.1. In a short run they may take longer by a dial and two round
// trips: the transport must learn the limit of streams and the lifetime of a connection. If
// MayLeave is set, one round trip is enough. The transport dials at most 1.5 times as many
// connections as it uses, plus one. At most 1.5 connections per worker are open at a time.
func TestDials(t *testing.T) {
	const (
		workers   = 200
		way       = 50 * time.Millisecond
		handshake = 4 * way // TCP and TLS 1.3
	)
	for _, tt := range []struct{ requests, streams int }{{1, 128}, {10, 128}, {100, 128}, {1000, 128}, {0, 0}, {1000, 1}} {
		for _, codes := range []int{150, 1000, 3000} {
			for _, mayLeave := range []bool{false, true} {
				name := fmt.Sprintf("%d requests, %d streams, %d codes, may leave %v",
					tt.requests, tt.streams, codes, mayLeave)
				t.Run(name, func(t *testing.T) {
					var http1, http2 time.Duration
					start := func() *testServer {
						return &testServer{requests: tt.requests, streams: tt.streams, delay: way, handshake: handshake}
					}
					synctest.Test(t, func(t *testing.T) {
						s := start()
						transport := &h1.Transport{Dial: s.dialHTTP1, MaxIdlePerHost: workers}
						defer s.shut(transport)
						_, http1 = load(transport, workers, codes)
					})
					synctest.Test(t, func(t *testing.T) {
						s := start()
						transport := newEither(s, workers, mayLeave)
						defer s.shut(transport)
						var done int
						done, http2 = load(transport, workers, codes)
						if dialed, used := s.dialed.Load(), s.used.Load(); done != codes || 2*dialed > 3*used+2 || 2*s.mostOpen.Load() > 3*workers {
							t.Errorf("%d answers, %d connections for %d that were used, %d at a time", done, dialed, used, s.mostOpen.Load())
						}
					})
					limit := max(13*http1/10, http1+handshake+2*way)
					if !mayLeave {
						limit = max(13*http1/10, http1+handshake+4*way)
					}
					if http2 > limit {
						t.Errorf("took %v, HTTP/1.1 %v", http2, http1)
					}
				})
			}
		}
	}
}

// An either uses HTTP/2, and HTTP/1.1 for a request that fails with ErrBetterByHTTP1.
type either struct {
	*h2.Transport
	http1 *h1.Transport
}

func newEither(s *testServer, workers int, mayLeave bool) either {
	return either{
		&h2.Transport{Dial: s.dial, MaxConnsPerHost: workers, MayLeave: mayLeave},
		&h1.Transport{Dial: s.dialHTTP1, MaxIdlePerHost: workers},
	}
}

func (e either) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := e.Transport.RoundTrip(req)
	if errors.Is(err, h2.ErrBetterByHTTP1) {
		return e.http1.RoundTrip(req)
	}
	return resp, err
}

func (e either) CloseIdleConnections() {
	e.Transport.CloseIdleConnections()
	e.http1.CloseIdleConnections()
}
