package h2_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/http2"

	"github.com/hoist/hoist/internal/h2"
)

// A request that the server has not processed is sent again (RFC 9113, section 8.7).
func TestUnprocessed(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer func(seen int32, s *stream)
		want   string // part of the error; empty for an answer
		sent   int32  // number of requests that the server saw
	}{
		{"REFUSED_STREAM", func(seen int32, s *stream) {
			if seen <= 2 {
				s.WriteRSTStream(s.id, http2.ErrCodeRefusedStream)
				return
			}
			ok(s)
		}, "", 3},
		{
			"REFUSED_STREAM for ever",
			func(_ int32, s *stream) { s.WriteRSTStream(s.id, http2.ErrCodeRefusedStream) }, "REFUSED_STREAM",
			11,
		},
		{"GOAWAY below it", func(seen int32, s *stream) {
			if seen == 1 {
				s.WriteGoAway(0, http2.ErrCodeNo, nil)
				return
			}
			ok(s)
		}, "", 2},
		{"GOAWAY with it, and the end", func(_ int32, s *stream) {
			s.WriteGoAway(s.id, http2.ErrCodeNo, nil)
			s.Close()
		}, "GOAWAY", 1},
		{"another code", func(_ int32, s *stream) { s.WriteRSTStream(s.id, http2.ErrCodeInternal) }, "INTERNAL_ERROR", 1},
		{"HTTP_1_1_REQUIRED", func(_ int32, s *stream) { s.WriteRSTStream(s.id, http2.ErrCodeHTTP11Required) }, "HTTP_1_1_REQUIRED", 1},
		{"HTTP_1_1_REQUIRED for the connection", func(_ int32, s *stream) {
			s.WriteGoAway(0, http2.ErrCodeHTTP11Required, nil)
			s.Close()
		}, "HTTP_1_1_REQUIRED", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var seen atomic.Int32
				s := &testServer{delay: time.Millisecond}
				s.answer = func(s *stream) { tt.answer(seen.Add(1), s) }
				transport := &h2.Transport{Dial: s.dial}
				defer s.shut(transport)
				err := fetch(transport)
				if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) || seen.Load() != tt.sent {
					t.Errorf("got %v, %d requests", err, seen.Load())
				}
				if required := errors.Is(err, h2.ErrHTTP11Required); required != strings.HasPrefix(tt.name, "HTTP_1_1") {
					t.Errorf("%v says that HTTP/1.1 is required: %v", err, required)
				}
			})
		})
	}
}

// If a server refuses streams below the limit that it announced, the transport sends no more at a
// time than the server accepts.
func TestFewerStreamsThanAllowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &testServer{streams: 100, delay: time.Millisecond}
		var busy [100]atomic.Int32 // index: connection
		s.answer = func(s *stream) {
			busy := &busy[s.connection]
			if busy.Add(1) > 3 {
				busy.Add(-1)
				s.WriteRSTStream(s.id, http2.ErrCodeRefusedStream)
				return
			}
			time.AfterFunc(time.Second, func() {
				busy.Add(-1)
				ok(s)
			})
		}
		transport := &h2.Transport{Dial: s.dial}
		defer s.shut(transport)
		if errs := send(transport, 20); !all(errs, nil) {
			t.Errorf("got %v", errs)
		}
	})
}

// More requests may be sent than the limit of streams, if it is not known yet. The requests above
// it use further connections at once, both those that the server refuses and those that wait in
// net/http.
func TestMoreStreamsThanAllowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &testServer{streams: 2, delay: time.Millisecond}
		var mu sync.Mutex
		busy := [100]map[uint32]*time.Timer{} // index: connection; key: stream
		s.answer = func(s *stream) {
			mu.Lock()
			defer mu.Unlock()
			if busy[s.connection] == nil {
				busy[s.connection] = map[uint32]*time.Timer{}
			}
			busy := busy[s.connection]
			if len(busy) == 2 {
				s.WriteRSTStream(s.id, http2.ErrCodeRefusedStream)
				return
			}
			busy[s.id] = time.AfterFunc(time.Second, func() {
				mu.Lock()
				defer mu.Unlock()
				delete(busy, s.id)
				ok(s)
			})
		}
		s.reset = func(s *stream) {
			mu.Lock()
			defer mu.Unlock()
			if timer := busy[s.connection][s.id]; timer != nil {
				timer.Stop()
				delete(busy[s.connection], s.id)
			}
		}
		transport := &h2.Transport{Dial: s.dial, MayLeave: true}
		defer s.shut(transport)
		began := time.Now()
		if errs := send(transport, 10); !all(errs, nil) || time.Since(began) > 1100*time.Millisecond {
			t.Errorf("got %v after %v", errs, time.Since(began))
		}
	})
}

// If a request waits, the transport leaves a host that allows one stream, or that announced the end
// of a connection within 16 requests. After Stay it does not leave the host.
func TestLeave(t *testing.T) {
	for _, tt := range []struct {
		name   string
		server *testServer
		left   bool
	}{
		{"one stream", &testServer{streams: 1}, true},
		{"GOAWAY after 16 requests", &testServer{streams: 100, requests: 16}, true},
		{"GOAWAY after 17 requests", &testServer{streams: 100, requests: 17}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := tt.server
				s.delay = time.Millisecond
				transport := &h2.Transport{Dial: s.dial, MayLeave: true}
				defer s.shut(transport)
				left := false
				for range 20 {
					for _, err := range send(transport, 3) {
						left = left || errors.Is(err, h2.ErrBetterByHTTP1)
					}
				}
				if left != tt.left {
					t.Errorf("left: %v", left)
				}
				transport.Stay(&url.URL{Scheme: "http", Host: "h.example"})
				for range 20 {
					for _, err := range send(transport, 3) {
						if errors.Is(err, h2.ErrBetterByHTTP1) {
							t.Error("left again")
						}
					}
				}
			})
		})
	}
}

// RoundTripNew makes a new connection. Later requests use that connection too.
func TestRoundTripNew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &testServer{}
		transport := &h2.Transport{Dial: s.dial}
		defer s.shut(transport)
		for i, t1 := range []http.RoundTripper{transport, transport, anew{transport}, transport} {
			if err := fetch(t1); err != nil {
				t.Error(i, err)
			}
		}
		if n := s.dialed.Load(); n != 2 {
			t.Errorf("%d connections", n)
		}
	})
}

type anew struct{ *h2.Transport }

func (a anew) RoundTrip(req *http.Request) (*http.Response, error) { return a.RoundTripNew(req) }

// A connection that is idle for IdleTimeout is closed, and the next request gets a new connection.
func TestIdleTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &testServer{}
		transport := &h2.Transport{Dial: s.dial, IdleTimeout: time.Minute}
		defer s.shut(transport)
		for _, tt := range []struct {
			pause  time.Duration
			dialed int32
		}{{0, 1}, {59 * time.Second, 1}, {61 * time.Second, 2}} {
			time.Sleep(tt.pause)
			if err := fetch(transport); err != nil || s.dialed.Load() != tt.dialed {
				t.Errorf("after %v: %v, %d connections", tt.pause, err, s.dialed.Load())
			}
		}
		synctest.Wait()
		if n := s.open.Load(); n != 1 {
			t.Errorf("%d are open", n)
		}
	})
}
