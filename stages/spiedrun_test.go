package stages

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/source"
)

// A setting is a way to keep files.
type setting struct {
	unnamed  bool // pending files have no names
	template string
	durable  bool
	group    int
}

func (s setting) String() string {
	kind := "temporary names"
	if s.unnamed {
		kind = "unnamed"
	}
	return fmt.Sprintf("%s, %s, durable %v, groups of %d", kind, s.template, s.durable, s.group)
}

// eachSetting calls f for all combinations of durables and groups, with a flat and a nested
// template, and with each kind of pending file that this system supports.
func eachSetting(t *testing.T, durables []bool, groups []int, f func(s setting)) {
	t.Helper()
	d, err := local.OpenDir(disktest.MemoryDir(t))
	if err != nil {
		t.Fatal(err)
	}
	unnamed := d.IsUnnamed()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for _, template := range []string{"{code}", "files/{shard}/{code}"} {
		for _, durable := range durables {
			for _, group := range groups {
				f(setting{false, template, durable, group})
				if unnamed {
					f(setting{true, template, durable, group})
				}
			}
		}
	}
}

// A spiedRun is a run into a directory on a disktest.Spy.
type spiedRun struct {
	*testRun
	dir    *local.Dir
	bodies []body // one for each job
}

// newSpiedRun creates the directory if it does not exist. The jobs have the codes of bodies, in
// this order. Successive jobs of a code get its bodies in order.
func newSpiedRun(
	t *testing.T, directory string, s setting, bodies []body, around func(c *disktest.Call, do func() error) error,
) *spiedRun {
	t.Helper()
	if err := os.MkdirAll(directory, 0o777); err != nil {
		t.Fatal(err)
	}
	root, err := disk.Open(directory)
	if err != nil {
		t.Fatal(err)
	}
	r := &spiedRun{testRun: newRun(t, 0, newBodyServer(bodies).answer), bodies: bodies}
	r.Source.Planner = newPlan(t, "http://h/{code}", s.template)
	r.dir = local.NewDir(directory, &disktest.Spy{Root: root, Around: around}, s.unnamed, 0o644)
	r.directory, r.Save.Durable, r.group = r.dir, s.durable, s.group
	r.Source.Jobs = jobsFor(bodies)
	return r
}

// jobsFor yields a job for each body.
func jobsFor(bodies []body) source.Source {
	return source.From(func(yield func(source.Job, error) bool) {
		for _, b := range bodies {
			if !yield(source.Job{Input: b.code, Code: b.code}, nil) {
				return
			}
		}
	})
}

// run runs, and checks that each job has its line. If the run ended early, it checks this for the
// first jobs.
func (r *spiedRun) run(t *testing.T) []line {
	t.Helper()
	lines := only(r.testRun.run(t), "result")
	for _, l := range lines {
		if want := r.bodies[l.Seq-1].code; l.Code != want {
			t.Errorf("job %d is of %s, not %s", l.Seq, want, l.Code)
		}
	}
	if r.err == nil && len(lines) != len(r.bodies) {
		t.Errorf("%d lines for %d jobs", len(lines), len(r.bodies))
	}
	return lines
}

// path returns the path of the file of a code, relative to the directory.
func (s setting) path(t *testing.T, code string) string {
	t.Helper()
	return newPlanner(Source{Planner: newPlan(t, "http://h/{code}", s.template)}, nil).plan(source.Job{Code: code}).Name
}

// seed creates the file of a code and returns its path.
func (s setting) seed(t *testing.T, directory, code, text string) string {
	t.Helper()
	name := filepath.Join(directory, filepath.FromSlash(s.path(t, code)))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// isTemporary reports whether name is the name of a pending file.
func isTemporary(name string) bool { return strings.HasPrefix(name, naming.TempPrefix) }
