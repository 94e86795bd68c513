package engines

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A site is a proxy that answers for every host by itself, and records which tasks send requests to
// each host. The User-Agent of a request is the name of its task.
type site struct {
	*httptest.Server
	delay time.Duration

	mu      sync.Mutex
	hosts   map[string]*hostSeen // by name
	reached map[string]int       // requests, by task
	changed chan struct{}        // closed at the next request
}

// A hostSeen counts the requests to a host.
type hostSeen struct {
	requests int
	last     time.Time
	tasks    map[string]int // requests, by task
}

// newSite returns a site that needs delay for an answer.
func newSite(t *testing.T, delay time.Duration) *site {
	t.Helper()
	s := &site{delay: delay}
	s.forget()
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// undisturbed makes a run without parts in dir, with args. It returns the files of the run, and
// forgets its requests.
func (s *site) undisturbed(t *testing.T, dir string, args ...string) map[string]string {
	t.Helper()
	must(t, dir, "hoist", slices.Concat([]string{"-q", "--proxy", s.URL, "-o", "undisturbed", "--log", "undisturbed.jsonl"},
		args)...)
	s.forget()
	return files(t, filepath.Join(dir, "undisturbed"))
}

// forget forgets all requests.
func (s *site) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hosts, s.reached = map[string]*hostSeen{}, map[string]int{}
	s.changed = make(chan struct{})
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.count(r)
	time.Sleep(s.delay)
	fmt.Fprintf(w, "%s%s\n", r.Host, strings.Repeat(r.URL.Path, 40))
}

// count counts a request.
func (s *site) count(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reached[r.UserAgent()]++
	host := s.hosts[r.Host]
	if host == nil {
		host = &hostSeen{tasks: map[string]int{}}
		s.hosts[r.Host] = host
	}
	host.requests++
	host.last = time.Now()
	host.tasks[r.UserAgent()]++
	close(s.changed)
	s.changed = make(chan struct{})
}

// await waits until the requests of the tasks satisfy enough.
func (s *site) await(t *testing.T, enough func(reached map[string]int) bool) {
	t.Helper()
	for {
		s.mu.Lock()
		done, changed := enough(s.reached), s.changed
		s.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		}
	}
}

// checkOwners checks that the requests to each host came from one task. owner returns the name of
// the task in a User-Agent.
func (s *site) checkOwners(t *testing.T, owner func(userAgent string) string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, host := range s.hosts {
		owners := map[string]bool{}
		for task := range host.tasks {
			owners[owner(task)] = true
		}
		if len(owners) != 1 {
			t.Errorf("%s had requests of %v", name, host.tasks)
		}
	}
}

// list returns the URLs of n files on each of the hosts, one a line. The hosts take turns.
func list(hosts, n int) string {
	var text strings.Builder
	for i := range n {
		for host := range hosts {
			fmt.Fprintf(&text, "http://h%d.example/%d\n", host, i)
		}
	}
	return text.String()
}
