package command

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/disk/disktest"
)

// A table with rows that fail in three ways is fetched by a run that is killed many times. In the
// end each row has one final outcome, by the lines of the last run, by all lines, and by the tally.
// The files are those of the good rows.
func TestKillTable(t *testing.T) {
	t.Parallel()
	site := startKillSite(t)
	dir := t.TempDir()
	table := newKillTable(t, filepath.Join(dir, "rows.csv"))
	run := func(durability string) *exec.Cmd {
		cmd := exec.Command("hoist", "-q", "-w", "8", "-f", "rows.csv", "-u", site.URL+"/{at}", "-n", "{shard}/{id}", "-o", "files",
			"--expect", "sha256={sha}", "--keep", "note", "--log", "log.jsonl", "--resume",
			"--durability", durability)
		cmd.Dir = dir
		return cmd
	}
	site.slow(time.Millisecond)
	random := seededBy(t, "HOIST_KILL_SEED")
	kills := 20
	if testing.Short() {
		kills = 5
	}
	for i := range kills {
		site.killAtRandom(t, run([]string{"batch", "none"}[i%2]), random)
		site.quiet(t)
	}
	site.slow(0)
	t.Logf("%d rows of %d are saved after %d kills", len(savedCodes(t, filepath.Join(dir, "log.jsonl"))), killedRows, kills)
	last := run("batch")
	if text, err := last.CombinedOutput(); last.ProcessState.ExitCode() != 1 {
		t.Fatalf("%v: %s", err, text)
	}

	all, lastRun := table.outcomes(t, filepath.Join(dir, "log.jsonl"))
	for code, want := range table.want {
		if all[code] != want {
			t.Errorf("%s: the last line is %s, want %s", code, all[code], want)
		}
		if n := lastRun[code]; n != 1 {
			t.Errorf("%s has %d lines of the last run", code, n)
		}
	}
	if len(all) != len(table.want) || len(lastRun) != len(table.want) {
		t.Errorf("%d codes, and %d in the last run, want %d", len(all), len(lastRun), len(table.want))
	}
	if diff := cmp.Diff(table.files, byBase(disktest.Hashes(t, filepath.Join(dir, "files")))); diff != "" {
		t.Errorf("files (-want +got)\n%s", diff)
	}
	table.checkTally(t, filepath.Join(dir, "log.jsonl"))
}

const killedRows = 2000

// A killTable is a table with a row for each of killedRows numbers. Of 100 rows one has a wrong
// hash, one can't be read, and one has no file.
type killTable struct {
	want  map[string]string // the outcome and kind of each code
	files map[string]string // the hash of each file, by the code
}

func newKillTable(t *testing.T, path string) killTable {
	t.Helper()
	table := killTable{map[string]string{}, map[string]string{}}
	text := bytes.NewBufferString("id,at,sha,note\n")
	for n := range killedRows {
		code, at, want := fmt.Sprint(n), fmt.Sprint(n), "ok"
		sha := fmt.Sprintf("%x", sha256.Sum256(killedFile(n)))
		switch n % 100 {
		case 17:
			want = "error mismatch"
			sha = fmt.Sprintf("%x", sha256.Sum256([]byte(at)))
		case 42:
			want = "not_found"
			at = "none"
		case 77:
			want = "error bad_input"
			code = fmt.Sprintf(`%d,%d,"%.7s`, n, n, sha) // its quote is not closed
			fmt.Fprintln(text, code)
		default:
			table.files[code] = sha
		}
		if want != "error bad_input" {
			fmt.Fprintf(text, "%d,%s,%s,\"row %d,\nof %d\"\n", n, at, sha, n, killedRows)
		}
		table.want[code] = want
	}
	if err := os.WriteFile(path, text.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return table
}

// outcomes returns the outcome of the last line of each code, and the number of its lines in the
// last run. It checks that no file was saved twice. A code that was saved stays `ok`.
func (killTable) outcomes(t *testing.T, log string) (all map[string]string, lastRun map[string]int) {
	t.Helper()
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	all = map[string]string{}
	for row := range strings.Lines(string(text)) {
		var line struct {
			Event, Code, Outcome string
			Kind                 string `json:"error_kind"`
		}
		if err := json.Unmarshal([]byte(row), &line); err != nil {
			t.Fatalf("%s: %v", row, err)
		}
		switch line.Event {
		case "run":
			lastRun = map[string]int{}
		case "result":
			if line.Outcome == "ok" && all[line.Code] == "ok" {
				t.Errorf("%s is saved twice", line.Code)
			}
			if line.Outcome != "skipped" || all[line.Code] != "ok" {
				all[line.Code] = strings.TrimSpace(line.Outcome + " " + line.Kind)
			}
			lastRun[line.Code]++
		}
	}
	return all, lastRun
}

// checkTally checks the counts of `hoist tally`.
func (table killTable) checkTally(t *testing.T, log string) {
	t.Helper()
	counts := map[string]int{}
	for _, want := range table.want {
		outcome, _, _ := strings.Cut(want, " ")
		counts[outcome]++
	}
	text, err := exec.Command("hoist", "tally", "-q", log).Output()
	if _, ok := err.(*exec.ExitError); !ok {
		t.Fatal(err)
	}
	var tally struct {
		OK       int
		NotFound int `json:"not_found"`
		Error    int
		Total    int
		Exit     int
	}
	if err := json.Unmarshal(text, &tally); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if tally.OK != counts["ok"] || tally.NotFound != counts["not_found"] || tally.Error != counts["error"] ||
		tally.Total != killedRows || tally.Exit != 1 {
		t.Errorf("%s, want %v", text, counts)
	}
}

// byBase returns the hashes of files by the last elements of their paths.
func byBase(files map[string]string) map[string]string {
	hashes := map[string]string{}
	for path, hash := range files {
		hashes[filepath.Base(path)] = hash
	}
	return hashes
}
