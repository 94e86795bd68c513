package logline

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hoist/hoist/internal/logline/loglinetest"
)

func TestRunLine(t *testing.T) {
	schema := loglinetest.Schema(t)
	least := Header{
		Program: "0.1.0", URL: "https://u:secret@h/{code}.jpg", Out: "img", Name: "{code}{ext}", Workers: 1,
		ConnectTimeout: 6100 * time.Millisecond, UserAgent: "hoist/0.1.0",
	}
	most := Header{
		Program: "0.1.0", URL: "https://h/{lower}.gif", Out: "downloaded", Name: "{shard}/{code}", Server: "remote",
		Part:    "3/16",
		Workers: 30, Rate: "600/m", ConnectTimeout: 500 * time.Millisecond, Timeout: time.Second,
		MaxTime: 2 * time.Minute, UserAgent: `a "b"`, Ordered: true,
		Retries: 3, RetryOn: "403,5xx", RetryMaxWait: time.Minute, PerHost: 4, PerHostRate: "5/s", NoPacing: true, MaxErrors: "10%",
		MaxBytes: 5000, MinBytes: 10, Expect: []string{"sha256={sha}", "size={n}"}, ExpectType: "image/*,text/xml",
		Bandwidth:  10_000_000,
		Durability: "batch", IfExists: "refresh", Resume: true, Verify: true,
	}
	for _, tt := range []struct {
		name   string
		header Header
		want   map[string]any
	}{
		{"no limits, a URL of the user's own, its password hidden", least, map[string]any{
			"v": 1.0, "version": "0.1.0", "url": "https://***@h/{code}.jpg", "out": "img", "name": "{code}{ext}",
			"workers": 1.0, "retries": 0.0, "retry_max_wait_ms": 0.0, "connect_timeout_ms": 6100.0,
			"timeout_ms": 0.0, "user_agent": "hoist/0.1.0", "ordered": false, "resume": false,
		}},
		{"every field", most, map[string]any{
			"v": 1.0, "version": "0.1.0", "url": "https://h/{lower}.gif", "out": "downloaded", "name": "{shard}/{code}",
			"server": "remote", "part": "3/16", "workers": 30.0, "rate": "600/m", "connect_timeout_ms": 500.0,
			"timeout_ms": 1000.0, "max_time_ms": 120000.0,
			"user_agent": `a "b"`, "ordered": true,
			"retries": 3.0, "retry_on": "403,5xx", "retry_max_wait_ms": 60000.0, "per_host": 4.0,
			"per_host_rate": "5/s", "no_pacing": true, "max_errors": "10%",
			"max_bytes": 5000.0, "min_bytes": 10.0, "expect": []any{"sha256={sha}", "size={n}"},
			"expect_type": "image/*,text/xml", "bandwidth": 1e7,
			"durability": "batch", "if_exists": "refresh", "resume": true, "verify": true,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.want["time"], tt.want["event"] = loglinetest.MomentUTC, "run"
			if diff := cmp.Diff(tt.want, loglinetest.Fields(t, schema, lineOf(t, tt.header))); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
		})
	}
}

func TestStepLine(t *testing.T) {
	schema := loglinetest.Schema(t)
	for _, tt := range []struct {
		name string
		step Step
		want map[string]any
	}{
		{"no worker", Step{Seq: 1, Code: "BR", Name: Scheduled}, map[string]any{"seq": 1.0, "code": "BR", "step": "scheduled"}},
		{"started", Step{Seq: 1, Code: "BR", Name: Started, Worker: 1}, map[string]any{
			"seq": 1.0, "code": "BR", "step": "started", "worker": 1.0,
		}},
		{"received", Step{Seq: 2, Code: "CN", Name: Received, Worker: 30}, map[string]any{
			"seq": 2.0, "code": "CN", "step": "received", "worker": 30.0,
		}},
		{"retrying", Step{Seq: 2, Code: "CN", Name: Retrying, Worker: 3}, map[string]any{
			"seq": 2.0, "code": "CN", "step": "retrying", "worker": 3.0,
		}},
		{"saved", Step{Seq: 3, Code: "US", Name: Saved, Worker: 2}, map[string]any{
			"seq": 3.0, "code": "US", "step": "saved", "worker": 2.0,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.want["time"], tt.want["event"] = loglinetest.MomentUTC, "step"
			if diff := cmp.Diff(tt.want, loglinetest.Fields(t, schema, lineOf(t, tt.step))); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
		})
	}
}

// writes keeps the bytes of each call of Write.
type writes []string

func (w *writes) Write(p []byte) (int, error) {
	*w = append(*w, string(p))
	return len(p), nil
}

func TestOnlyWholeLinesAreWritten(t *testing.T) {
	const buffer = 64 << 10
	for _, tt := range []struct {
		name  string
		sizes []int // of codes
	}{
		{"none", nil},
		{"one", []int{2}},
		{"buffers full of small lines", slicesOf(2, 3000)},
		{"lines of odd sizes", append(slicesOf(997, 300), slicesOf(10007, 30)...)},
		{"a line larger than the buffer", []int{2, buffer + 1, 2}},
		{"all larger than the buffer", slicesOf(buffer, 3)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got writes
			lines := NewLines(&got)
			for _, size := range tt.sizes {
				lines.Write(loglinetest.Moment(), Step{Code: strings.Repeat("x", size)})
			}
			if err := lines.Flush(); err != nil || lines.Buffered() {
				t.Fatalf("%v, buffered %v", err, lines.Buffered())
			}
			for _, w := range got {
				if !strings.HasPrefix(w, "{") || !strings.HasSuffix(w, "}\n") {
					t.Fatalf("part of a line in %.80q", w)
				}
				if len(w) > buffer && strings.Count(w, "\n") > 1 {
					t.Errorf("%d bytes in one write", len(w))
				}
			}
			if n := strings.Count(strings.Join(got, ""), "\n"); n != len(tt.sizes) {
				t.Errorf("%d lines of %d", n, len(tt.sizes))
			}
		})
	}
}

func slicesOf(size, n int) []int {
	sizes := make([]int, n)
	for i := range sizes {
		sizes[i] = size
	}
	return sizes
}

func TestLinesAreBuffered(t *testing.T) {
	var got writes
	lines := NewLines(&got)
	lines.Write(loglinetest.Moment(), Step{Code: "BR"})
	if len(got) != 0 || !lines.Buffered() {
		t.Errorf("buffered %v, written %q", lines.Buffered(), got)
	}
	if err := lines.Flush(); err != nil || len(got) != 1 || lines.Buffered() {
		t.Errorf("after Flush: %v, buffered %v, written %q", err, lines.Buffered(), got)
	}
	if err := lines.Flush(); err != nil || len(got) != 1 {
		t.Errorf("nothing to flush: %v, written %q", err, got)
	}
}

func TestFirstWriteErrorIsKept(t *testing.T) {
	stderr := redirectStderr(t)
	var b loglinetest.Full
	lines := NewLines(&b)
	lines.Write(loglinetest.Moment(), Step{Code: "BR"})
	if err := lines.Err(); err != nil {
		t.Fatalf("before anything was written: %v", err)
	}
	first := lines.Flush()
	if !errors.Is(first, loglinetest.ErrFull) {
		t.Fatalf("got %v, want %v", first, loglinetest.ErrFull)
	}
	room := cap(lines.out.buf)
	for range 10_000 {
		lines.Write(loglinetest.Moment(), Step{Code: strings.Repeat("x", 100)})
	}
	if err := lines.Flush(); err != first || lines.Err() != first {
		t.Errorf("got %v and %v, want the first error", err, lines.Err())
	}
	if b.Calls != 1 {
		t.Errorf("written %d times", b.Calls)
	}
	if lines.Buffered() || cap(lines.out.buf) != room {
		t.Errorf("lines are kept: buffer of %d, was %d", cap(lines.out.buf), room)
	}
	if text := stderr(); text != "" {
		t.Errorf("on stderr: %s", text)
	}
}

// redirectStderr returns a function that reads everything written to stderr since.
func redirectStderr(t *testing.T) func() string {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	was := os.Stderr
	os.Stderr = f
	t.Cleanup(func() {
		os.Stderr = was
		f.Close()
	})
	return func() string {
		text, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
}

func BenchmarkLinesResult(b *testing.B) {
	lines := NewLines(io.Discard)
	o, at := saved(), loglinetest.Moment()
	b.ReportAllocs()
	for b.Loop() {
		lines.Write(at, &o)
	}
}
