package journal

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/logline/loglinetest"
)

// typical is the line of a file fetched over HTTP/2, of some 500 bytes.
func typical(n int) *logline.Result {
	o := sample()
	o.Seq, o.Code = uint64(n), fmt.Sprintf("Q%07d", n)
	o.URL = "https://example.org/img/" + o.Code + ".jpg"
	o.Name = fmt.Sprintf("%02x/%s.jpg", n%256, o.Code)
	o.Path = "downloaded/" + o.Name
	o.ETag, o.ContentType, o.RemoteIP = fmt.Sprintf(`"5f3a-%05x"`, n), "image/jpeg", "203.0.113.77"
	o.TTFB, o.Elapsed = 98765*time.Microsecond, 123456*time.Microsecond
	return &o
}

// typicalLog writes a log of n typical lines and returns its size in bytes.
func typicalLog(tb testing.TB, path string, h logline.Header, n int) int64 {
	tb.Helper()
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriter(f)
	lines := logline.NewLines(w)
	lines.Write(loglinetest.Moment(), h)
	for i := range n {
		lines.Write(loglinetest.Moment(), typical(i))
	}
	if err := lines.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return info.Size()
}

func BenchmarkJournal(b *testing.B) {
	const lines = 100_000
	path, h := filepath.Join(b.TempDir(), "log.jsonl"), logline.Header{URL: "https://example.org/img/{code}.jpg"}
	b.SetBytes(typicalLog(b, path, h, lines))
	var room int
	for b.Loop() {
		j, err := Open(path, h, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if j.Len() != lines {
			b.Fatalf("%d lines", j.Len())
		}
		room = 0
		for i := range j.index.shards {
			room += j.index.shards[i].entries.Room()
		}
		if err := j.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*lines/b.Elapsed().Seconds(), "lines/s")
	b.ReportMetric(float64(room*16)/lines, "index-B/line")
}

func BenchmarkJournalFind(b *testing.B) {
	const lines = 100_000
	path, h := filepath.Join(b.TempDir(), "log.jsonl"), logline.Header{URL: "https://example.org/img/{code}.jpg"}
	typicalLog(b, path, h, lines)
	j, err := Open(path, h, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer j.Close()
	wanted := make([]*logline.Result, lines)
	for i := range wanted {
		wanted[i] = typical(i)
	}
	i := 0
	for b.Loop() {
		o := wanted[i*7919%lines]
		if _, ok, err := j.Find(o.Code, o.Name); !ok || err != nil {
			b.Fatal(o.Code, ok, err)
		}
		i++
	}
}
