package tally

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/unpack"
)

// A naive tally keeps all lines, sorts them, and keeps a map of the files of each code.
type naive struct {
	lines []naiveLine
}

type naiveLine struct {
	at     time.Time
	result logline.Result
}

// log takes in the results of a log in their order.
func (n *naive) log(lines []naiveLine) {
	now := time.Time{}
	for _, l := range lines {
		if l.at.After(now) {
			now = l.at
		}
		n.lines = append(n.lines, naiveLine{now, l.result})
	}
}

type naiveFile struct {
	counts, last int // indexes of lines
}

func (n *naive) tally() (t logline.Tally) {
	slices.SortStableFunc(n.lines, func(a, b naiveLine) int { return a.at.Compare(b.at) })
	codes := map[string]map[string]naiveFile{}
	for i, l := range n.lines {
		files := codes[l.result.Code]
		if files == nil {
			files = map[string]naiveFile{}
			codes[l.result.Code] = files
		}
		file, known := files[l.result.Name]
		duplicate := l.result.Status == skipped && l.result.Path == ""
		switch {
		case !known:
			file.counts = i
		case duplicate && n.isDuplicate(file.counts), n.isDuplicate(file.counts):
			file.counts = i
		case duplicate:
			continue
		case l.result.Status == skipped && slices.Contains([]outcome.Status{ok, unchanged}, n.lines[file.counts].result.Status):
			// the file is still there
		default:
			file.counts = i
		}
		file.last = i
		files[l.result.Name] = file
	}
	for _, files := range codes {
		if whole, is := files[""]; is && len(files) > 1 {
			latest := 0
			for name, file := range files {
				if name != "" {
					latest = max(latest, file.last)
				}
			}
			if n.isDuplicate(whole.counts) || latest > whole.counts {
				delete(files, "")
			} else {
				files = map[string]naiveFile{"": whole}
			}
		}
		for _, file := range files {
			t.Add(n.lines[file.counts].result)
		}
	}
	return t
}

func (n *naive) isDuplicate(i int) bool {
	r := n.lines[i].result
	return r.Status == skipped && r.Path == ""
}

// randomLogs makes logs whose lines are about few codes, so that each has many lines. Some logs are
// longer than all buffers.
func randomLogs(random *rand.Rand) (logs [][]naiveLine) {
	statuses := []outcome.Status{ok, ok, notFound, failed, skipped, skipped, unchanged, cancelled}
	codes := 1 + random.IntN(40)
	for range 1 + random.IntN(4) {
		at := start.Add(time.Duration(random.IntN(60)) * time.Second)
		var lines []naiveLine
		most := 100
		if random.IntN(10) == 0 {
			most = 2000
		}
		for range random.IntN(most) {
			at = at.Add(time.Duration(random.IntN(6)-1) * 500 * time.Millisecond)
			code := fmt.Sprint("code", random.IntN(codes))
			r := resultOf(code, fmt.Sprint(code, ".", random.IntN(2)), statuses[random.IntN(len(statuses))])
			r.Bytes = int64(random.IntN(1000))
			switch random.IntN(12) {
			case 0:
				r = &logline.Result{Code: code, Status: failed, Kind: outcome.BadURL, Reason: "x"}
			case 1:
				r = seen(code)
			}
			lines = append(lines, naiveLine{at, *r})
		}
		logs = append(logs, lines)
	}
	return logs
}

// For random runs the tally is the same as with a map of all files.
func TestTallyEqualsNaiveMap(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 22))
		var n naive
		var texts []string
		for _, lines := range randomLogs(random) {
			n.log(lines)
			var text bytes.Buffer
			log := logline.NewLines(&text)
			for _, l := range lines {
				log.Write(l.at, &l.result)
			}
			if err := log.Flush(); err != nil {
				t.Fatal(err)
			}
			texts = append(texts, text.String())
		}
		want, paths := n.tally(), filesOf(t, texts...)
		for _, least := range []int{1, 7, usualLeast} {
			got, err := read(paths, nil, least)
			if err != nil {
				t.Fatal(err)
			}
			got.Tally.Elapsed = 0
			if a, b := lineOf(t, want), lineOf(t, got.Tally); a != b {
				t.Fatalf("seed %d, least %d: want\n%sgot\n%s%s", seed, least, a, b, strings.Join(texts, "\n"))
			}
		}
	}
}

func lineOf(t testing.TB, tally logline.Tally) string {
	t.Helper()
	var b bytes.Buffer
	lines := logline.NewLines(&b)
	lines.Write(start, &tally)
	if err := lines.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEntry(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		code, name := random.Uint64(), random.Uint64()>>(64-nameBits)
		at, line, c := random.Int64()>>random.IntN(63), random.Uint64()>>(64-lineBits), class(random.IntN(4))
		e := newEntry(code, name, at, line, c)
		if e.code != code || e.name() != name || e.number() != line || e.class() != c ||
			e.time() != uint64(min(max(at, 0), latest)) {
			t.Fatalf("%x %x %d %d %d: %+v", code, name, at, line, c, e)
		}
	}
	h := newHasher()
	if n := h.name("a"); n == 0 || n >= 1<<nameBits || h.name("b") == n {
		t.Errorf("%x", n)
	}
}

// However many lines a file has, the index keeps at most 1.5 times as many lines as are decisive.
func TestIndexIsBounded(t *testing.T) {
	x := index{least: usualLeast}
	h := newHasher()
	const files = 100_000
	for line := range uint64(10 * files) {
		code := line % files
		x.add(newEntry(h.code(fmt.Sprint(code)), 1, int64(line), line, class(line/files%4)))
	}
	held, room := 0, 0
	for i := range x.shards {
		held += x.shards[i].lines.Len()
		room += x.shards[i].lines.Room()
	}
	if most := 3 * files; held > most || room > most*5/4 {
		t.Errorf("%d lines in room for %d, for %d files", held, room, files)
	}
}

func FuzzRead(f *testing.F) {
	whole := from(0).run(false).result("a", failed).write(old("a", ok)).write(seen("b")).result("a",
		skipped).end(time.Second, 1).log()
	f.Add([]byte(whole), []byte(from(3).run(true).result("a", ok).log()))
	f.Add([]byte(whole[:len(whole)-9]), []byte("oops\n"))
	for _, text := range packed(whole) {
		f.Add([]byte(text), []byte(text[:len(text)-5]))
	}
	f.Fuzz(func(t *testing.T, one, other []byte) {
		sum, err := Read(filesOf(t, string(one), string(other)))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "log ") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q", err)
			}
			return
		}
		results := uint64(bytes.Count(one, []byte("\n")) + bytes.Count(other, []byte("\n")))
		if isPlain(one) && isPlain(other) && sum.Tally.Total > results {
			t.Errorf("%d of %d lines", sum.Tally.Total, results)
		}
		if again, err := Read(filesOf(t, string(one), string(other))); err != nil || lineOf(t,
			again.Tally) != lineOf(t, sum.Tally) {
			t.Errorf("%s, then %s, %v", lineOf(t, sum.Tally), lineOf(t, again.Tally), err)
		}
	})
}

// isPlain reports whether a log is not compressed.
func isPlain(log []byte) bool {
	r := unpack.NewReader(bytes.NewReader(log))
	_, err := r.Read(make([]byte, 1))
	return (err == nil || err == io.EOF) && r.Format() == unpack.Plain
}
