package manifests

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// plan runs a task with --dry-run, and returns the codes that it would fetch.
func (a array) plan(t *testing.T, dir string, index int) (codes []string) {
	t.Helper()
	value := fmt.Sprint(index)
	args := make([]string, len(a.command))
	for i, arg := range a.command {
		arg = strings.ReplaceAll(arg, "$("+a.variable+")", value) // as Kubernetes replaces it
		args[i] = strings.ReplaceAll(arg, "/shared", dir)
	}
	if args[0] == "hoist" {
		args[0] = filepath.Join(dir, "bin", "hoist")
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), a.variable+"="+value, "HOIST_DRY_RUN=1", "HOIST_QUIET=1",
		"PATH="+filepath.Join(dir, "bin")+string(filepath.ListSeparator)+os.Getenv("PATH"))
	var said strings.Builder
	cmd.Stderr = &said
	printed, err := cmd.Output()
	if err != nil {
		t.Fatalf("task %d: %v: %s%s", index, err, printed, &said)
	}
	for line := range strings.Lines(string(printed)) {
		var plan struct{ Event, Code string }
		if err := json.Unmarshal([]byte(line), &plan); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if plan.Event == "plan" {
			codes = append(codes, plan.Code)
		}
	}
	return codes
}
