package command

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A traced is one system call in the trace of strace(1). A call precedes another call if it ends
// before the other begins.
type traced struct {
	name       string
	args       string // as strace shows them
	result     string
	begin, end int // lines of the trace
}

var (
	traceLine    = regexp.MustCompile(`^(\d+)\s+(\w+)\((.*)$`)
	traceResumed = regexp.MustCompile(`^(\d+)\s+<\.\.\. (\w+) resumed>(.*)$`)
	traceResult  = regexp.MustCompile(`^(.*)\)\s+= (\S.*)$`)
)

const unfinished = " <unfinished ...>"

// parseTrace reads the output of `strace -f -y`. It leaves out calls that never returned, signals
// and ends of processes.
func parseTrace(text string) (calls []*traced) {
	open := map[string]*traced{} // by thread
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSuffix(line, "\n")
		if m := traceLine.FindStringSubmatch(line); m != nil {
			c := &traced{name: m[2], begin: number}
			if args, found := strings.CutSuffix(m[3], unfinished); found {
				c.args, open[m[1]] = args, c
			} else if c.finish(m[3], number) {
				calls = append(calls, c)
			}
		} else if m := traceResumed.FindStringSubmatch(line); m != nil && open[m[1]] != nil {
			if c := open[m[1]]; c.finish(c.args+m[3], number) {
				calls = append(calls, c)
			}
			delete(open, m[1])
		}
	}
	return calls
}

func (c *traced) finish(rest string, line int) bool {
	m := traceResult.FindStringSubmatch(rest)
	if m == nil {
		return false
	}
	c.args, c.result, c.end = m[1], m[2], line
	return true
}

func (c *traced) String() string { return fmt.Sprintf("line %d, %s(%.200s)", c.begin, c.name, c.args) }

func (c *traced) failed() bool { return strings.HasPrefix(c.result, "-1 ") }

// descriptor returns the kernel's name for the file of a descriptor. If the file never had a name,
// this name is unique while the file is open.
func descriptor(arg string) string {
	_, file, found := strings.Cut(strings.TrimSpace(arg), "<")
	if !found {
		return ""
	}
	end := strings.LastIndexByte(file, '>')
	return file[:max(end, 0)]
}

// arg returns an argument of a call. No argument of the call may have a comma in it.
func (c *traced) arg(i int) string {
	args := strings.Split(c.args, ", ")
	if i >= len(args) {
		return ""
	}
	return args[i]
}

// file returns the file of the first argument.
func (c *traced) file() string { return descriptor(c.arg(0)) }

// path joins two arguments, a directory and a name in it. AT_FDCWD means dir.
func (c *traced) path(dir string, i int) string {
	name, err := strconv.Unquote(c.arg(i + 1))
	if err != nil {
		return ""
	}
	if filepath.IsAbs(name) {
		return name
	}
	if directory := descriptor(c.arg(i)); directory != "" {
		dir = directory
	}
	return filepath.Join(dir, name)
}

// text returns the bytes of a write.
func (c *traced) text() string {
	begin, end := strings.IndexByte(c.args, '"'), strings.LastIndexByte(c.args, '"')
	text, err := strconv.Unquote(c.args[begin : end+1])
	if err != nil {
		return ""
	}
	return text
}
