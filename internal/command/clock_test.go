package command

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// wallClock lists the methods of time.Time whose result depends on the wall clock or has no
// monotonic reading (package time), and functions that return such times. Other types have some of
// these methods too.
var wallClock = []string{
	"AddDate", "AppendFormat", "Format", "In", "Local", "ModTime", "ParseTime", "Round", "Truncate", "UTC", "Unix",
	"UnixMicro", "UnixMilli", "UnixNano",
}

// usesOfWallClock lists the uses of these names in the command, by file, with the reason why a jump
// of the clock does no harm.
var usesOfWallClock = map[string]string{
	"internal/disk/disktest/spy.go: In":          "not of a time",
	"internal/command/options/given.go: Format":  "not of a time",
	"internal/command/input.go: Format":          "not of a time",
	"internal/split/hosts.go: Round":             "not of a time",
	"internal/tally/check.go: ModTime":           "of a log, to see whether it changes",
	"internal/disk/root.go: In":                  "not of a time",
	"internal/journal/beginning.go: Format":      "not of a time",
	"internal/journal/lock.go: Truncate":         "not of a time",
	"internal/journal/repair.go: Truncate":       "not of a time",
	"internal/download/partial.go: ParseTime":    "compares two dates of one answer",
	"internal/download/retryafter.go: ParseTime": "compares with the Date of the answer; else only the clock is left",
	"internal/download/head.go: ParseTime":       "the time that a file gets",
	"internal/download/head.go: Unix":            "the time that a file gets",
	"internal/disk/modtime_unix.go: Unix":        "the time that a file gets",
	"internal/disk/modtime_windows.go: Unix":     "the time that a file gets",
	"internal/flagserver/site.go: ModTime":       "of a flag file, for Last-Modified",
	"internal/h1/conn.go: Unix":                  "a deadline that is over by any clock",
	"internal/httpclient/proxy.go: Unix":         "a deadline that is over by any clock",
	"internal/h1/keep.go: Round":                 "the clock may stop while a machine sleeps; it only closes old connections",
	"internal/logline/lines.go: UTC":             "the time that a line shows",
	"internal/logline/lines.go: AppendFormat":    "the time that a line shows",
	"internal/logline/result.go: Round":          "of a number or a duration",
	"internal/tally/firstreading.go: UnixMicro":  "the time that a line shows",
	"internal/tally/runs.go: UnixMicro":          "the time that a line shows",
	"internal/tally/runs.go: UTC":                "the time that a line shows",
	"internal/tally/runs.go: Format":             "the time that a line shows",
	"sink/progress.go: Round":                    "of a number or a duration",
	"source/list.go: Format":                     "not of a time",
	"internal/notices/holdups.go: Round":         "of a number or a duration",
	"stages/stop.go: Round":                      "of a number or a duration",
}

// If the clock of the machine is set, no limit, wait or rate changes: every time that is compared
// or subtracted has a monotonic reading.
func TestTimesKeepTheMonotonicClock(t *testing.T) {
	found := map[string]bool{}
	err := filepath.WalkDir(rootDir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(rootDir, path)
		name = filepath.ToSlash(name)
		if strings.HasPrefix(name, "bench/") {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if f, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains(wallClock, f.Sel.Name) {
					found[name+": "+f.Sel.Name] = true
				}
			}
			return true
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, use := range slices.Sorted(maps.Keys(found)) {
		if usesOfWallClock[use] == "" {
			t.Errorf("%s: does a jump of the clock matter?", use)
		}
	}
	for use := range usesOfWallClock {
		if !found[use] {
			t.Errorf("%s: is listed, and not there", use)
		}
	}
}
