package command

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A killSite serves a file for each number and counts the requests. A few of the files are too
// large for memory.
type killSite struct {
	*httptest.Server

	mu    sync.Mutex
	open  int           // connections
	still chan struct{} // closed when no request is left; nil without a waiter
	first chan struct{} // closed at the next request; nil without a waiter
	delay time.Duration
	asked map[string]int
	seen  map[string]int // the value of asked at the last call of since
}

func startKillSite(t *testing.T) *killSite {
	t.Helper()
	s := &killSite{asked: map[string]int{}, seen: map[string]int{}}
	s.Server = httptest.NewUnstartedServer(s)
	s.Config.ConnState = s.connection
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// forget forgets the requests so far.
func (s *killSite) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked, s.seen = map[string]int{}, map[string]int{}
}

// slow delays each later answer.
func (s *killSite) slow(delay time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delay = delay
}

func (s *killSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	code := strings.TrimPrefix(r.URL.Path, "/")
	n, err := strconv.Atoi(code)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	s.mu.Lock()
	s.asked[code]++
	if s.first != nil {
		close(s.first)
		s.first = nil
	}
	delay := s.delay
	s.mu.Unlock()
	time.Sleep(delay)
	w.Write(killedFile(n))
}

// killedFile returns the file of a number.
func killedFile(n int) []byte {
	size, text := n%5000, fmt.Sprint(n, " ")
	if n%100 == 0 {
		size += 200_000
	}
	return bytes.Repeat([]byte(text), size/len(text)+1)
}

func (s *killSite) connection(_ net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case http.StateNew:
		s.open++
	case http.StateClosed:
		s.open--
	}
	if s.open == 0 && s.still != nil {
		close(s.still)
		s.still = nil
	}
}

// quiet waits until all requests of a killed client are counted. Connections are accepted in their
// order. So the answer to a new connection shows that the earlier ones were accepted. Each of these
// is read to its end before it closes.
func (s *killSite) quiet(t *testing.T) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	still := make(chan struct{})
	s.mu.Lock()
	if s.still = still; s.open == 0 {
		close(still)
		s.still = nil
	}
	s.mu.Unlock()
	<-still
}

// next returns a channel that is closed at the next request.
func (s *killSite) next() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.first = make(chan struct{})
	return s.first
}

// since counts the codes that were asked for since the last call, and are not saved.
func (s *killSite) since(saved map[string]int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	lost := 0
	for code, n := range s.asked {
		if n > s.seen[code] && saved[code] == 0 {
			lost++
		}
		s.seen[code] = n
	}
	return lost
}

func (s *killSite) total() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	total := 0
	for _, n := range s.asked {
		total += n
	}
	return total
}

// killAtRandom starts cmd and kills it at a random time: sometimes during its start, otherwise up
// to a tenth of a second after its first request.
func (s *killSite) killAtRandom(t *testing.T, cmd *exec.Cmd, random *rand.Rand) {
	t.Helper()
	var said bytes.Buffer
	cmd.Stderr = &said
	first := s.next()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		cmd.Wait() // ExitCode returns it
	}()
	if random.IntN(8) > 0 {
		select {
		case <-first:
		case <-ended:
		}
	}
	<-time.After(time.Duration(random.Int64N(int64(100 * time.Millisecond))))
	cmd.Process.Kill() // it may have ended
	<-ended
	if cmd.ProcessState.ExitCode() > 0 {
		t.Fatalf("%v: %s", cmd.ProcessState, &said)
	}
}
