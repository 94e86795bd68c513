package sink

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

const fluent = "https://www.fluentpython.com/data/flags"

func populous() []string {
	return strings.Fields("BD BR CD CN DE EG ET FR ID IN IR JP MX NG PH PK RU TR US VN")
}

// numbered are n codes, 01, 02, …
func numbered(n int) []string {
	codes := make([]string, n)
	for i := range codes {
		codes[i] = fmt.Sprintf("%02d", i+1)
	}
	return codes
}

func TestOpening(t *testing.T) {
	for _, tt := range []struct {
		name string
		plan Plan
		want string
	}{
		{"the sample", Plan{Server: "remote", URL: fluent, Noun: "flag", Codes: populous(), Workers: 30}, `
remote site: https://www.fluentpython.com/data/flags
Searching for 20 flags: from BD to VN
20 concurrent connections will be used.
`},
		{"fewer workers than codes", Plan{Server: "remote", URL: fluent, Noun: "flag", Codes: populous(), Workers: 3}, `
remote site: https://www.fluentpython.com/data/flags
Searching for 20 flags: from BD to VN
3 concurrent connections will be used.
`},
		{"one flag", Plan{Server: "delay", URL: "http://127.0.0.1:8000/flags", Noun: "flag", Codes: []string{"BR"}, Workers: 30}, `
delay site: http://127.0.0.1:8000/flags
Searching for 1 flag: BR
1 connection will be used.
`},
		{"no flag", Plan{Server: "remote", URL: fluent, Noun: "flag", Codes: []string{}, Workers: 30}, `
remote site: https://www.fluentpython.com/data/flags
Searching for 0 flags
`},
		{"ten, by name", Plan{Server: "remote", URL: fluent, Noun: "flag", Codes: numbered(10), Workers: 30}, `
remote site: https://www.fluentpython.com/data/flags
Searching for 10 flags: 01, 02, 03, 04, 05, 06, 07, 08, 09, 10
10 concurrent connections will be used.
`},
		{"eleven, by the ends", Plan{Server: "remote", URL: fluent, Noun: "flag", Codes: numbered(11), Workers: 30}, `
remote site: https://www.fluentpython.com/data/flags
Searching for 11 flags: from 01 to 11
11 concurrent connections will be used.
`},
		{"a URL of the user's own", Plan{
			URL: "https://u:secret@h/{code}.jpg", Noun: "file", Codes: []string{"a", "b\x1b[2J"}, Workers: 30,
		}, `
site: https://***@h/{code}.jpg
Searching for 2 files: a, "b\x1b[2J"
2 concurrent connections will be used.
`},
		{"codes that are URLs", Plan{URL: "{+code}", Noun: "file", Codes: []string{"https://u:secret@h/1"}, Workers: 30}, `
site: {+code}
Searching for 1 file: https://***@h/1
1 connection will be used.
`},
		{"a part of a list", Plan{URL: "{+code}", Noun: "file", Workers: 30, Part: 2, Parts: 3}, `
site: {+code}
Part 2 of 3 of the list
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want[1:], tt.plan.Opening()); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
		})
	}
}

func TestOpeningOfAStream(t *testing.T) {
	got := Plan{Server: "remote", URL: fluent, Noun: "flag", Workers: 30}.Opening()
	if !strings.HasPrefix(got, "remote site: "+fluent+"\n") || strings.Contains(got, "Searching") {
		t.Errorf("got %q", got)
	}
}

// tallyOf returns the tally of n results of each sort.
func tallyOf(took time.Duration, sorts ...sort) logline.Tally {
	tally := logline.Tally{Elapsed: took}
	for _, s := range sorts {
		for range s.n {
			tally.Add(s.of)
		}
	}
	return tally
}

type sort struct {
	n  int
	of logline.Result
}

func failed(kind outcome.Kind, host, reason string) logline.Result {
	return logline.Result{Status: outcome.Error, Kind: kind, Host: host, Reason: reason}
}

func missing(host string) logline.Result {
	return logline.Result{Status: outcome.NotFound, Host: host, HTTPStatus: 404}
}

func status(s outcome.Status) logline.Result { return logline.Result{Status: s} }

const blockedReason = `host "127.0.0.1" has the address 127.0.0.1, which is not public; --allow-private lifts this`

func TestClosing(t *testing.T) {
	for _, tt := range []struct {
		name  string
		noun  string
		took  time.Duration
		sorts []sort
		want  string
		quiet string // the same in one line
	}{
		{"all there", "flag", 580 * time.Millisecond, []sort{{16, status(outcome.OK)}}, `
--------------------
 16 flags downloaded.
Elapsed time: 0.58s
`, ""},
		{"nothing", "flag", 0, nil, `
--------------------
  0 flags downloaded.
Elapsed time: 0.00s
`, ""},
		{"the sample", "flag", 580 * time.Millisecond, []sort{
			{16, status(outcome.OK)}, {3, missing("h:8000")}, {1, failed(outcome.HTTP, "h:8000", "418 I'm a teapot")},
		}, `
--------------------
 16 flags downloaded.
  3 not found: h:8000
  1 error: http, h:8000 (418 I'm a teapot)
Elapsed time: 0.58s
`, "4 of 20 codes failed: 1 http (h:8000), 3 not found (h:8000)"},
		{"one of each status", "file", 61 * time.Second, []sort{
			{1, status(outcome.OK)}, {1, missing("")}, {1, failed(outcome.Storage, "h", "disk full")},
			{1, status(outcome.Skipped)}, {1, status(outcome.Unchanged)}, {1, status(outcome.Cancelled)},
		}, `
--------------------
  1 file downloaded.
  1 not found.
  1 error: storage (disk full)
  1 skipped.
  1 unchanged.
  1 cancelled.
Elapsed time: 61.00s
`, "3 of 6 codes failed: 1 storage, 1 not found, 1 cancelled"},
		{"cancelled alone", "file", 0, []sort{{2, status(outcome.Cancelled)}}, `
--------------------
  0 files downloaded.
  2 cancelled.
Elapsed time: 0.00s
`, "2 of 2 codes failed: 2 cancelled"},
		{"several kinds, the most frequent first", "file", 1234567 * time.Microsecond, []sort{
			{20000, status(outcome.OK)}, {1, failed(outcome.Timeout, "b.example", "no answer within 30s (--timeout)")},
			{2, failed(outcome.HTTP, "example.org", "503 Service Unavailable")}, {1, failed(outcome.HTTP, "a.example", "500")},
		}, `
--------------------
20000 files downloaded.
  3 errors: http, 2 of them from example.org (503 Service Unavailable)
  1 error: timeout, b.example (no answer within 30s (--timeout))
Elapsed time: 1.23s
`, "4 of 20004 codes failed: 3 http (2 of them from example.org), 1 timeout (b.example)"},
		{"not found by several hosts", "file", 0, []sort{{1, missing("b")}, {3, missing("a")}}, `
--------------------
  0 files downloaded.
  4 not found: 3 of a, 1 of b
Elapsed time: 0.00s
`, "4 of 4 codes failed: 4 not found (3 of them from a)"},
		{"not found by many hosts", "file", 0, []sort{
			{5, missing("a")}, {4, missing("b")}, {3, missing("c")}, {2, missing("d")}, {1, missing("e")},
		}, `
--------------------
  0 files downloaded.
 15 not found: 5 of a, 4 of b, 3 of c, 3 of others
Elapsed time: 0.00s
`, "15 of 15 codes failed: 15 not found (5 of them from a)"},
		{"a blocked address", "file", 0, []sort{{2, failed(outcome.Blocked, "127.0.0.1", blockedReason)}}, `
--------------------
  0 files downloaded.
  2 errors: blocked, 127.0.0.1 (not public; --allow-private lifts this)
Elapsed time: 0.00s
`, "2 of 2 codes failed: 2 blocked (127.0.0.1)"},
		{"a blocked name", "file", 0, []sort{
			{1, failed(outcome.Blocked, "h:81", `host "h" has the address 10.0.0.1, which is not public; --allow-private lifts this`)},
		}, `
--------------------
  0 files downloaded.
  1 error: blocked, h:81 (has the address 10.0.0.1, which is not public; --allow-private lifts this)
Elapsed time: 0.00s
`, "1 of 1 code failed: 1 blocked (h:81)"},
		{"one error of each of many hosts", "file", 0, slices.Collect(func(yield func(sort) bool) {
			for i := range 3000 {
				if !yield(sort{1, failed(outcome.Connect, fmt.Sprintf("h%04d", i), "connection refused")}) {
					return
				}
			}
		}), `
--------------------
  0 files downloaded.
3000 errors: connect, several hosts, for example h2900 (connection refused)
Elapsed time: 0.00s
`, "3000 of 3000 codes failed: 3000 connect (several hosts, for example h2900)"},
		{"most errors of one host", "file", 0, []sort{
			{2, failed(outcome.Connect, "h", "connection refused")}, {9, failed(outcome.Connect, "i", "x")},
			{90, failed(outcome.Connect, "j", "y")},
		}, `
--------------------
  0 files downloaded.
101 errors: connect, 90 of them from j (y)
Elapsed time: 0.00s
`, "101 of 101 codes failed: 101 connect (90 of them from j)"},
		{"text from the server", "file", 0, []sort{
			{1, logline.Result{Status: outcome.Error, Kind: outcome.HTTP, Host: "h", Reason: "403 Forbidden",
				Detail: "Request has expired"}},
		}, `
--------------------
  0 files downloaded.
  1 error: http, h (403 Forbidden: Request has expired)
Elapsed time: 0.00s
`, "1 of 1 code failed: 1 http (h)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tally := tallyOf(tt.took, tt.sorts...)
			if diff := cmp.Diff(tt.want[1:], Closing(tally, tt.noun)); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
			if got := Failed(tally); got != tt.quiet {
				t.Errorf("quiet: got %q, want %q", got, tt.quiet)
			}
		})
	}
}
