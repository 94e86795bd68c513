// Report reads the output of `go test -json` and prints a summary: a line for each package, the
// whole output of each failed test, and the builds that failed. It appends the skipped tests with
// their reasons to the file named by its argument. Its exit status is 0 even if tests failed: the
// status of go test reports that.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
)

// An event is a line of `go test -json` (go doc test2json).
type event struct {
	Action, Package, ImportPath, Test, Output string
}

func main() {
	log.SetFlags(0)
	skipped, err := os.OpenFile(os.Args[1], os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		log.Fatal(err)
	}
	defer skipped.Close()
	r := &report{said: map[string]*strings.Builder{}, out: os.Stdout, skipped: skipped}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Printf("%s\n", lines.Bytes())
			continue
		}
		r.handle(e)
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
}

type report struct {
	said         map[string]*strings.Builder // output by package and test
	out, skipped io.Writer
}

func (r *report) handle(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "build-output":
		io.WriteString(r.out, e.Output)
	case "output":
		if r.said[key] == nil {
			r.said[key] = &strings.Builder{}
		}
		r.said[key].WriteString(e.Output)
	case "pass", "fail", "skip":
		said := ""
		if b := r.said[key]; b != nil {
			said = b.String()
		}
		delete(r.said, key)
		r.end(e, said)
	}
}

// end prints the output of a test or a package that has ended.
func (r *report) end(e event, said string) {
	switch {
	case e.Action == "fail" && e.Test == "":
		r.unended(e.Package)
		io.WriteString(r.out, said)
	case e.Action == "fail":
		io.WriteString(r.out, said)
	case e.Test == "":
		io.WriteString(r.out, summary(said))
	case e.Action == "skip":
		fmt.Fprintf(r.skipped, "%s %s: %s\n", e.Package, e.Test, reason(said))
	}
}

// unended prints the output of tests that a crash or the timeout ended.
func (r *report) unended(name string) {
	for key, b := range r.said {
		if strings.HasPrefix(key, name+" ") {
			io.WriteString(r.out, b.String())
			delete(r.said, key)
		}
	}
}

// summary returns the last line of a package that has passed.
func summary(said string) string {
	for line := range strings.Lines(said) {
		if strings.HasPrefix(line, "ok ") || strings.HasPrefix(line, "? ") || strings.Contains(line, "[no test files]") {
			return line
		}
	}
	return ""
}

// reason returns the last line that a skipped test itself has printed.
func reason(said string) string {
	last := "no reason given"
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "===") && !strings.HasPrefix(line, "---") && line != "SKIP" {
			last = line
		}
	}
	return last
}
