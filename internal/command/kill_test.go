package command

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const killedCodes = 3000 // more codes than a run fetches before the last kill

// A run that is killed and started again many times makes the same tree as an undisturbed run. Each
// code is fetched once, and once more for each kill while it was in flight.
func TestKill(t *testing.T) {
	t.Parallel()
	site := &killSite{asked: map[string]int{}}
	server := httptest.NewUnstartedServer(site)
	server.Config.ConnState = site.connection
	server.Start()
	defer server.Close()
	dir := t.TempDir()
	codes := writeCodes(t, dir)
	run := func(out, log string, more ...string) *exec.Cmd {
		args := []string{
			"-q", "-w", "8", "-u", server.URL + "/{code}", "-n", "{shard}/{code}", "-f", codes, "-o", out,
			"--log", log, "--resume",
		}
		cmd := exec.Command("hoist", append(args, more...)...)
		cmd.Dir = dir
		return cmd
	}
	if text, err := run("undisturbed", "undisturbed.jsonl", "--durability", "none").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}

	site.forget()
	site.slow(8 * time.Millisecond)
	log := filepath.Join(dir, "log.jsonl")
	random := seededBy(t, "HOIST_KILL_SEED")
	kills, inFlight, most := 50, 0, 0
	if testing.Short() {
		kills = 10
	}
	for range kills {
		cmd := run("killed", "log.jsonl")
		site.killAtRandom(t, cmd, random)
		site.quiet(t, server.URL)
		lost := site.since(savedCodes(t, log))
		inFlight, most = inFlight+lost, max(most, lost)
	}
	site.slow(0)
	again := killedCodes - len(savedCodes(t, log))
	if text, err := run("killed", "log.jsonl").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}

	want, got := digest(t, filepath.Join(dir, "undisturbed")), digest(t, filepath.Join(dir, "killed"))
	if diff := cmp.Diff(want, got); diff != "" || len(got) != killedCodes {
		t.Errorf("%d files: %s", len(got), diff)
	}
	saved := savedCodes(t, log)
	for code, n := range saved {
		if n != 1 {
			t.Errorf("%s has %d lines that say ok", code, n)
		}
	}
	if len(saved) != killedCodes {
		t.Errorf("%d codes are saved by the log", len(saved))
	}
	if refetched := site.total() - killedCodes; refetched > inFlight {
		t.Errorf("%d fetched once more, and %d were in flight", refetched, inFlight)
	}
	t.Logf("%d kills, with %d codes left for the last run: %d requests for %d codes; in flight at a kill %d at most, %d in all",
		kills, again, site.total(), killedCodes, most, inFlight)
}

// seededBy returns a source of random numbers. The environment variable has its seed. Without the
// variable each run has another seed. The test logs the seed. The same seed gives the same times,
// but not the same state of the run at these times.
func seededBy(t *testing.T, variable string) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	if text := os.Getenv(variable); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("%s: %v", variable, err)
		}
	}
	t.Logf("%s=%d", variable, seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func writeCodes(t *testing.T, dir string) string {
	t.Helper()
	var text strings.Builder
	for i := range killedCodes {
		fmt.Fprintln(&text, i)
	}
	path := filepath.Join(dir, "codes")
	if err := os.WriteFile(path, []byte(text.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
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

// savedCodes counts the `ok` lines of a log, by code. A torn last line does not count.
func savedCodes(t *testing.T, log string) map[string]int {
	t.Helper()
	text, err := os.ReadFile(log)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	saved := map[string]int{}
	scanner := bufio.NewScanner(bytes.NewReader(text[:bytes.LastIndexByte(text, '\n')+1]))
	for scanner.Scan() {
		var line struct{ Code, Outcome string }
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
			t.Fatalf("%s: %v", scanner.Bytes(), err)
		}
		if line.Outcome == "ok" {
			saved[line.Code]++
		}
	}
	return saved
}

// digest is the hash of each file under dir, by name.
func digest(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files[strings.TrimPrefix(path, dir)] = fmt.Sprintf("%x", sha256.Sum256(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A killSite serves a file for each number and counts the requests. A few of the files are too
// large for memory.
type killSite struct {
	mu    sync.Mutex
	open  int           // connections
	still chan struct{} // closed when no request is left; nil without a waiter
	first chan struct{} // closed at the next request; nil without a waiter
	delay time.Duration
	asked map[string]int
	seen  map[string]int // the value of asked at the last call of since
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
// order, so the answer to this connection shows that the earlier connections were accepted. Each of
// these is read to its end before it closes.
func (s *killSite) quiet(t *testing.T, url string) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(url)
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

// next is closed at the next request.
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
