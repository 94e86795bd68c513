// Report reads what `go test -json` says and prints what a person needs of it: a line for each
// package, all that a failed test has said, and the builds that failed. Skipped cases, with their
// reasons, are added to the file that its argument names. Its own exit status says nothing of the
// tests: that of go test does.
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
		r.take(e)
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
}

type report struct {
	said         map[string]*strings.Builder // by package and test
	out, skipped io.Writer
}

func (r *report) take(e event) {
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

// end reports a test or a package that has ended.
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

// unended prints what tests have said that a crash or the time limit ended.
func (r *report) unended(name string) {
	for key, b := range r.said {
		if strings.HasPrefix(key, name+" ") {
			io.WriteString(r.out, b.String())
			delete(r.said, key)
		}
	}
}

// summary is the last line of a package that has passed.
func summary(said string) string {
	for line := range strings.Lines(said) {
		if strings.HasPrefix(line, "ok ") || strings.HasPrefix(line, "? ") || strings.Contains(line, "[no test files]") {
			return line
		}
	}
	return ""
}

// reason is the last word of a skipped test that is its own.
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
