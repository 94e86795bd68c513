package sink

import (
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// A screen keeps the text that is written to it. It has a lock, since a status line may be drawn at
// any time.
type screen struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// last returns the last drawing.
func (s *screen) last() string {
	text := s.String()
	return strings.TrimPrefix(text[strings.LastIndex(text, "\r")+1:], "\x1b[K")
}

func TestStateLine(t *testing.T) {
	busy := state{
		counts: counts{ok: 1190, failed: 10}, total: 5000, part: 0.24, rate: 410, byteRate: 1.2e6, left: 9200 * time.Millisecond,
	}
	still := busy
	still.reason = "waiting for example.org: Retry-After 40 s"
	list, stream, begun, full := busy, busy, state{total: 20}, state{counts: counts{ok: 20}, total: 20, part: 1, rate: 99}
	list.total = 0
	stream.total, stream.part, stream.left = 0, -1, 0
	resumed := busy
	resumed.ok, resumed.rest = 190, 1000
	for _, tt := range []struct {
		name  string
		state state
		width int
		want  string
	}{
		{"60 columns", busy, 60, "1200/5000 24% 1190 ok 10 failed 410/s 1.2 MB/s 10s left"},
		{"80 columns", busy, 80, "1200/5000 [====>              ] 24% 1190 ok 10 failed 410/s 1.2 MB/s 10s left"},
		{"140 columns", busy, 140, "1200/5000 [=========>                            ] 24% 1190 ok 10 failed 410/s 1.2 MB/s 10s left"},
		{"40 columns", busy, 40, "1200/5000 24% 1190 ok 10 failed 410/s"},
		{"20 columns", busy, 20, "1200/5000 1190 ok"},
		{"19 columns", busy, 19, ""},
		{"a list", list, 60, "1200 done 24% 1190 ok 10 failed 410/s 1.2 MB/s 10s left"},
		{"resumed", resumed, 80, "1200/5000 [=>     ] 24% 190 ok 10 failed 1000 skipped 410/s 1.2 MB/s 10s left"},
		{"resumed, 40 columns", resumed, 40, "1200/5000 24% 190 ok 10 failed 410/s"},
		{"a stream", stream, 80, "1200 done 1190 ok 10 failed 410/s 1.2 MB/s"},
		{"before the first result", begun, 60, "0/20 [>                                     ] 0% 0/s"},
		{"at the end", full, 60, "20/20 [=================================] 100% 20 ok 99/s"},
		{"still, 80 columns", still, 80, "1200/5000 24% 1190 ok 10 failed: waiting for example.org: Retry-After 40 s"},
		{"still, 60 columns", still, 60, "1200/5000 1190 ok: waiting for example.org: Retry-After …"},
		{"still, 40 columns", still, 40, "waiting for example.org: Retry-After…"},
	} {
		text, columns := tt.state.line(tt.width, style{})
		if text != tt.want || columns != len([]rune(text)) || columns > max(tt.width-spareColumns, 0) {
			t.Errorf("%s: %q of %d columns, want %q", tt.name, text, columns, tt.want)
		}
	}
	colours := styleOf(func(string) string { return "" })
	text, columns := busy.line(60, colours)
	if !strings.Contains(text, " \x1b[32m1190 ok\x1b[m \x1b[31m10 failed\x1b[m ") || columns != 55 {
		t.Errorf("in colours: %q of %d columns", text, columns)
	}
	if styleOf(func(name string) string { return map[string]string{"NO_COLOR": "1"}[name] }) != (style{}) {
		t.Error("colours in spite of NO_COLOR")
	}
}

func TestBrief(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Millisecond: "1s", 9 * time.Second: "9s", 60 * time.Second: "1m00s", 192 * time.Second: "3m12s",
		2*time.Hour + 5*time.Minute: "2h05m", 123 * time.Hour: "5d03h",
	} {
		if got := brief(d); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

// The line shows the rate of the last seconds and the time left. If there is no progress, it shows
// the reason. synctest fails a test that leaves a goroutine behind.
func TestStatusLine(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	synctest.Test(t, func(t *testing.T) {
		var b screen
		c := NewConsole(&b)
		received := new(atomic.Int64)
		p := NewProgress(100, nil, received)
		s := NewStatusLine(c, p, func(still bool) string {
			if still {
				return "waiting for h"
			}
			return ""
		})
		check := func(want string) {
			t.Helper()
			synctest.Wait()
			if got := b.last(); !regexp.MustCompile(want).MatchString(got) {
				t.Errorf("after %d: %q, want %q", p.counts().done(), got, want)
			}
		}
		check(`^0/100 \[> +\] 0% 0/s$`)
		for range 20 { // 10 a second, of 1 kB
			time.Sleep(100 * time.Millisecond)
			received.Add(1000)
			p.Observe(&logline.Result{Status: outcome.OK, Bytes: 1000})
		}
		time.Sleep(250 * time.Millisecond)
		check(`^20/100 .* 20% 20 ok 1?\d(\.\d)?/s \d+\.\d kB/s (8|9|10)s left$`)
		time.Sleep(time.Second)
		check(`^20/100 20% 20 ok: waiting for h$`)
		received.Add(1)
		time.Sleep(250 * time.Millisecond)
		check(`^20/100 .* 20 ok .*/s`) // a byte has come
		for range 60 {
			time.Sleep(100 * time.Millisecond)
			p.Observe(&logline.Result{Status: outcome.NotFound})
		}
		time.Sleep(250 * time.Millisecond)
		check(`^80/100 .* 80% 20 ok 60 failed 1?\d(\.\d)?/s [23]s left$`) // the rate of the last five seconds
		c.Printf("text\n")
		check(`^text\n80/100 `)
		s.Done()
		if text := b.String(); !strings.HasSuffix(text, "/s\n") || strings.HasSuffix(text, "left\n") {
			t.Errorf("at the end: %q", text[max(len(text)-100, 0):])
		}
	})
}

// A heartbeat writes whole lines: one at each interval, and one at the end if that is set.
func TestHeartbeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b screen
		p := NewProgress(0, func() (uint64, float64, bool) { return 2, 0.5, false }, nil)
		h := NewHeartbeat(NewConsole(&b), p, 30*time.Second, true)
		p.Observe(&logline.Result{Status: outcome.OK})
		time.Sleep(time.Minute + time.Second)
		h.Done()
		const want = "hoist: 1 done (25% of the list), 1 ok, 0 failed, 0/s\n"
		if got := b.String(); got != strings.Repeat(want, 3) {
			t.Errorf("got %q", got)
		}
	})
}
