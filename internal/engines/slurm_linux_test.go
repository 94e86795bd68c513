package engines

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/internal/filelock"
)

// An array of 16 tasks runs on two nodes, by the script of docs/many-machines.md. One node is lost
// during the run, and its tasks are queued again. Another task finds its log locked, and is queued
// again too.
func TestSlurmLosesNode(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	const tasks, hosts, n = 16, 64, 40
	c := startCluster(t)
	site := newSite(t, 20*time.Millisecond)
	shared := t.TempDir()
	write(t, shared, "urls.txt", list(hosts, n))
	undisturbed := site.undisturbed(t, shared, "--url", "{+code}", "-f", "urls.txt")

	must(t, shared, "sh", "-c", "hoist split --parts 16 parts/ < urls.txt")
	script := strings.NewReplacer("/shared", shared, "1-1000%100", "1-16").Replace(document(t, "#!/bin/sh\n#SBATCH"))
	for _, name := range []string{"log", "slurm"} {
		if err := os.Mkdir(filepath.Join(shared, name), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HOIST_PROXY", site.URL)
	script = strings.Replace(script, "hoist -f", `HOIST_USER_AGENT="$SLURM_ARRAY_TASK_ID $SLURMD_NODENAME" hoist -f`, 1)
	script = strings.Replace(script, "sleep 60", "sleep 1", 1)
	held := lock(t, filepath.Join(shared, "log", "16.jsonl")) // as another task of part 16 does
	job := strings.TrimSpace(must(t, shared, "sbatch", "--parsable", write(t, shared, "job.sh", script)))

	on := func(node string) func(map[string]int) bool {
		return func(reached map[string]int) bool {
			requests := 0
			for task, n := range reached {
				if strings.HasSuffix(task, node) {
					requests += n
				}
			}
			return requests >= 100
		}
	}
	site.await(t, on("n1"))
	site.await(t, on("n2"))
	t.Logf("before n1 is killed:\n%s", c.states(t, job))
	c.kill(t, "n1")
	poll(t, "task that is queued again", func() bool { return !strings.Contains(c.states(t, job), "RUNNING n1") })
	t.Logf("after n1 was killed:\n%s", c.states(t, job))
	poll(t, "task that finds its log locked", func() bool {
		text, _ := os.ReadFile(filepath.Join(shared, "slurm", "16.txt"))
		return strings.Contains(string(text), "another run is writing to it")
	})
	held.Close()
	poll(t, "end of the job", func() bool {
		c.hurry(t, job)
		return c.states(t, job) == ""
	})

	checkTally(t, filepath.Join(shared, "log"), hosts*n)
	site.checkOwners(t, func(task string) string { part, _, _ := strings.Cut(task, " "); return part })
	moved := map[string]bool{}
	for task := range site.reached {
		if part, node, _ := strings.Cut(task, " "); node == "n2" && site.reached[part+" n1"] > 0 {
			moved[part] = true
		}
	}
	if len(moved) == 0 {
		t.Error("no task moved from n1 to n2")
	}
	t.Logf("%d tasks began on n1 and ended on n2", len(moved))
	if diff := cmp.Diff(undisturbed, disktest.Hashes(t, filepath.Join(shared, "out"))); diff != "" {
		t.Error(diff)
	}
}

// lock locks a file until it is closed.
func lock(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err == nil {
		err = filelock.Exclusive(f)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
