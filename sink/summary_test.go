package sink

import (
	"fmt"
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
		{"the sample", Plan{"remote", fluent, "flag", populous(), 30}, `
remote site: https://www.fluentpython.com/data/flags
Searching for 20 flags: from BD to VN
20 concurrent connections will be used.
`},
		{"fewer workers than codes", Plan{"remote", fluent, "flag", populous(), 3}, `
remote site: https://www.fluentpython.com/data/flags
Searching for 20 flags: from BD to VN
3 concurrent connections will be used.
`},
		{"one flag", Plan{"delay", "http://127.0.0.1:8000/flags", "flag", []string{"BR"}, 30}, `
delay site: http://127.0.0.1:8000/flags
Searching for 1 flag: BR
1 connection will be used.
`},
		{"no flag", Plan{"remote", fluent, "flag", []string{}, 30}, `
remote site: https://www.fluentpython.com/data/flags
Searching for 0 flags
`},
		{"ten, by name", Plan{"remote", fluent, "flag", numbered(10), 30}, `
remote site: https://www.fluentpython.com/data/flags
Searching for 10 flags: 01, 02, 03, 04, 05, 06, 07, 08, 09, 10
10 concurrent connections will be used.
`},
		{"eleven, by the ends", Plan{"remote", fluent, "flag", numbered(11), 30}, `
remote site: https://www.fluentpython.com/data/flags
Searching for 11 flags: from 01 to 11
11 concurrent connections will be used.
`},
		{"a URL of the user's own", Plan{"", "https://u:secret@h/{code}.jpg", "file", []string{"a", "b\x1b[2J"}, 30}, `
site: https://***@h/{code}.jpg
Searching for 2 files: a, "b\x1b[2J"
2 concurrent connections will be used.
`},
		{"codes that are URLs", Plan{"", "{+code}", "file", []string{"https://u:secret@h/1"}, 30}, `
site: {+code}
Searching for 1 file: https://***@h/1
1 connection will be used.
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

func TestClosing(t *testing.T) {
	for _, tt := range []struct {
		name   string
		noun   string
		counts map[outcome.Status]uint64
		took   time.Duration
		want   string
	}{
		{"the sample", "flag", map[outcome.Status]uint64{
			outcome.OK: 16, outcome.NotFound: 3, outcome.Error: 1,
		}, 580 * time.Millisecond, `
--------------------
 16 flags downloaded.
  3 not found.
  1 error.
Elapsed time: 0.58s
`},
		{"nothing", "flag", nil, 0, `
--------------------
  0 flags downloaded.
Elapsed time: 0.00s
`},
		{"one of each", "file", map[outcome.Status]uint64{
			outcome.OK: 1, outcome.NotFound: 1, outcome.Error: 1,
			outcome.Skipped: 1, outcome.Unchanged: 1, outcome.Cancelled: 1,
		}, 61 * time.Second, `
--------------------
  1 file downloaded.
  1 not found.
  1 error.
  1 skipped.
  1 unchanged.
  1 cancelled.
Elapsed time: 61.00s
`},
		{"more than three places", "file", map[outcome.Status]uint64{outcome.OK: 20000, outcome.Error: 2}, 1234567 * time.Microsecond, `
--------------------
20000 files downloaded.
  2 errors.
Elapsed time: 1.23s
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want[1:], Closing(logline.Tally{Counts: tt.counts, Elapsed: tt.took}, tt.noun)); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
		})
	}
}
