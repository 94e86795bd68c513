package command

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/disk/disktest"
)

const killedCodes = 3000 // more codes than a run fetches before the last kill

// A run that is killed and started again many times makes the same tree as an undisturbed run. Each
// code is fetched once, and once more for each kill while it was in flight.
func TestKill(t *testing.T) {
	t.Parallel()
	site := startKillSite(t)
	dir := t.TempDir()
	codes := writeCodes(t, dir)
	run := func(out, log string, more ...string) *exec.Cmd {
		args := []string{
			"-q", "-w", "8", "-u", site.URL + "/{code}", "-n", "{shard}/{code}", "-f", codes, "-o", out,
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
		site.quiet(t)
		lost := site.since(savedCodes(t, log))
		inFlight, most = inFlight+lost, max(most, lost)
	}
	site.slow(0)
	again := killedCodes - len(savedCodes(t, log))
	if text, err := run("killed", "log.jsonl").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}

	want, got := disktest.Hashes(t, filepath.Join(dir, "undisturbed")), disktest.Hashes(t, filepath.Join(dir, "killed"))
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
