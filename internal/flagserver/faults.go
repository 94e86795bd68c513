package flagserver

import (
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A faults value makes answers late or wrong.
type faults struct {
	options Options
	mu      sync.Mutex
	asked   map[string]uint64
}

func newFaults(o Options) *faults { return &faults{options: o, asked: map[string]uint64{}} }

// spoils waits, and reports whether it then gave an answer of its own, or the client is gone.
func (m *faults) spoils(w http.ResponseWriter, r *http.Request) bool {
	delay, teapot := m.draw(r.URL.Path)
	if delay > 0 {
		timer := time.NewTimer(delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			return true
		}
	}
	if teapot {
		http.Error(w, http.StatusText(http.StatusTeapot), http.StatusTeapot)
	}
	return teapot
}

// draw decides on the delay of an answer, and on whether it is an error.
func (m *faults) draw(path string) (delay time.Duration, teapot bool) {
	fixed, isFixed := m.fixedDelay(path)
	if m.options.MaxDelay == 0 && m.options.ErrorRate == 0 {
		return fixed, false
	}
	hash := fnv.New64a()
	hash.Write([]byte(path))
	random := rand.New(rand.NewPCG(m.options.Seed, hash.Sum64()+m.count(path)))
	delay = m.options.MinDelay + time.Duration(random.Float64()*float64(m.options.MaxDelay-m.options.MinDelay))
	if isFixed {
		delay = fixed
	}
	return delay, random.Float64() < m.options.ErrorRate
}

// fixedDelay is the delay that was asked for by code.
func (m *faults) fixedDelay(path string) (delay time.Duration, ok bool) {
	lower, _, _ := parsePath(path)
	delay, ok = m.options.Delays[strings.ToUpper(lower)]
	return delay, ok
}

// count returns the number of earlier requests for path. Only paths that may belong to a flag are
// counted, since there are few. All other paths get the same answer every time.
func (m *faults) count(path string) uint64 {
	if _, _, ok := parsePath(path); !ok {
		return 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked[path]++
	return m.asked[path] - 1
}
