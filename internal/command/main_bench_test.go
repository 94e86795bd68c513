package command

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hoist/hoist/stages"
)

// BenchmarkCommand runs the whole command, each time into a new directory. The arguments come from
// HOIST_BENCH_ARGS, divided by blanks. Without it the command fetches the flags of the practice
// server. bench/profile runs it for a profile.
func BenchmarkCommand(b *testing.B) {
	args := []string{"--all", "--server", "local"}
	if text := os.Getenv("HOIST_BENCH_ARGS"); text != "" {
		args = strings.Fields(text)
		b.Setenv("HOIST_BENCH_ARGS", "") // it is not an option
	}
	dir := b.TempDir()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		to := filepath.Join(dir, fmt.Sprint(i))
		if exit := Run(append([]string{"--quiet", "--out", to, "--log", to + ".jsonl"}, args...)); exit != stages.ExitOK {
			b.Fatalf("exit status %d", exit)
		}
	}
}
