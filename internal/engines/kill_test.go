package engines

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/disk/disktest"
)

// Each second kill -9 ends a random task, and the task is started again, until all tasks are done.
// The files are those of one undisturbed run. Each code has one final outcome. All tasks together
// keep the limits of hosts.
func TestKilledTasks(t *testing.T) {
	const tasks = 4
	for _, tt := range []struct {
		name     string
		hosts, n int    // hosts, and files of each
		url      string // the template
		rate     int    // requests a second to each host, of the whole
	}{
		{"many hosts, each in one part", 40, 24, "{+code}", 3},
		{"one host, divided by code", 1, 800, "http://h0.example/{code}", 100},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() {
				tt.n /= 4
			}
			site, dir := newSite(t, 5*time.Millisecond), t.TempDir()
			args := []string{
				"-f", write(t, dir, "codes", list(tt.hosts, tt.n)), "-w", "20", "--url", tt.url, "-n", "{shard}/{code}", "--resume",
			}
			undisturbed := site.undisturbed(t, dir, args...)
			crew := &crew{running: map[int]*exec.Cmd{}}
			started := time.Now()
			var all sync.WaitGroup
			for k := 1; k <= tasks; k++ {
				all.Go(func() {
					crew.run(t, k, func() *exec.Cmd {
						cmd := exec.CommandContext(t.Context(), "hoist", append(args, "-q", "--proxy", site.URL, "-o", "killed",
							"--part", fmt.Sprintf("%d/%d", k, tasks), "--log", fmt.Sprintf("log/%d.jsonl", k),
							"--per-host-rate", fmt.Sprint(tt.rate), "--user-agent", fmt.Sprintf("task %d", k))...)
						cmd.Dir = dir
						return cmd
					})
				})
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				all.Wait()
			}()
			kills := crew.killEachSecond(tasks, done)

			if diff := cmp.Diff(undisturbed, disktest.Hashes(t, filepath.Join(dir, "killed"))); diff != "" {
				t.Error(diff)
			}
			checkTally(t, filepath.Join(dir, "log"), tt.hosts*tt.n)
			if tt.hosts > 1 {
				site.checkOwners(t, func(task string) string { return task })
			}
			site.checkRates(t, started, tt.rate)
			t.Logf("%d kills of %d tasks in %v", kills, tasks, time.Since(started).Round(time.Millisecond))
		})
	}
}

// checkRates checks that no host had more requests than 1.05 times the rate allows since started.
// The first request to a host needs no time, from each of the tasks that share it.
func (s *site) checkRates(t *testing.T, started time.Time, rate int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	most := 0.0
	for name, host := range s.hosts {
		seconds := host.last.Sub(started).Seconds()
		got := float64(host.requests-len(host.tasks)) / seconds
		if got > 1.05*float64(rate) {
			t.Errorf("%s had %d requests in %.2f s, %.3g a second, want at most %d", name, host.requests, seconds, got, rate)
		}
		most = max(most, got)
	}
	t.Logf("at most %.3g requests a second to a host, and the limit is %d", most, rate)
}

// A crew is the running tasks.
type crew struct {
	mu      sync.Mutex
	running map[int]*exec.Cmd
}

// run starts task k again and again, until it ends by itself.
func (c *crew) run(t *testing.T, k int, start func() *exec.Cmd) {
	for {
		cmd := start()
		var said bytes.Buffer
		cmd.Stderr = &said
		c.mu.Lock()
		err := cmd.Start()
		c.running[k] = cmd
		c.mu.Unlock()
		if err != nil {
			t.Error(err)
			return
		}
		err = cmd.Wait()
		c.mu.Lock()
		delete(c.running, k)
		c.mu.Unlock()
		if cmd.ProcessState.Exited() {
			if err != nil {
				t.Errorf("task %d: %v: %s", k, err, &said)
			}
			return
		}
	}
}

// Until done is closed, killEachSecond chooses a random task each second, and kills it if it is
// running. So the last task has time to end. It returns the number of kills.
func (c *crew) killEachSecond(tasks int, done <-chan struct{}) (kills int) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return kills
		case <-tick.C:
		}
		c.mu.Lock()
		if cmd := c.running[1+rand.IntN(tasks)]; cmd != nil {
			cmd.Process.Kill() // it may have ended
			kills++
		}
		c.mu.Unlock()
	}
}
