package stages

import (
	"net/http"
	"sync"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
)

// A body is the answer of a bodyServer for one job.
type body struct {
	code, text string
	missing    bool // the server answers 404
	delay      time.Duration
}

// A bodyServer answers successive jobs of a code with the bodies of that code, in order.
type bodyServer struct {
	mu     sync.Mutex
	bodies map[string][]body // by code
}

func newBodyServer(bodies []body) *bodyServer {
	s := &bodyServer{bodies: map[string][]body{}}
	for _, b := range bodies {
		s.bodies[b.code] = append(s.bodies[b.code], b)
	}
	return s
}

func (s *bodyServer) answer(req *http.Request) (*http.Response, error) {
	b := s.next(code(req))
	select {
	case <-time.After(b.delay):
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
	if b.missing {
		return clienttest.Answer(req, http.StatusNotFound, ""), nil
	}
	return clienttest.Answer(req, http.StatusOK, b.text), nil
}

func (s *bodyServer) next(code string) body {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.bodies[code][0]
	s.bodies[code] = s.bodies[code][1:]
	return b
}
