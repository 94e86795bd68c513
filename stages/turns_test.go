package stages

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/source"
)

// If a list has a code several times, the file is that of its last line, however long each request
// takes.
func TestRepeatedCodes(t *testing.T) {
	const codes, times = 50, 4
	for _, ordered := range []bool{false, true} {
		for _, durable := range []bool{false, true} {
			t.Run(fmt.Sprintf("ordered %t, durable %t", ordered, durable), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					n := 0
					r := newRun(t, 0, func(req *http.Request) (*http.Response, error) {
						time.Sleep(time.Duration(rand.IntN(1000)) * time.Millisecond)
						if rand.IntN(5) == 0 {
							return clienttest.Answer(req, 404, ""), nil
						}
						return clienttest.Answer(req, 200, fmt.Sprint(rand.Uint64())), nil
					})
					r.Fetch.Workers, r.Report.Ordered, r.Save.Durable = 20, ordered, durable
					r.Source.Jobs = source.From(func(yield func(source.Job, error) bool) {
						for range codes * times {
							n++
							if !yield(source.Job{Code: fmt.Sprint(rand.IntN(codes))}, nil) {
								return
							}
						}
					})
					last, saved := map[string]int{}, map[string]string{}
					lines := only(r.run(t), "result")
					for _, l := range lines {
						if l.Seq < last[l.Code] {
							t.Errorf("code %s: the line of %d is after that of %d", l.Code, l.Seq, last[l.Code])
						}
						last[l.Code] = l.Seq
						if l.Outcome == "ok" {
							saved[l.Code] = l.SHA256
						}
					}
					if len(lines) != n {
						t.Errorf("%d lines of %d jobs", len(lines), n)
					}
					for code, want := range saved {
						sum := sha256.Sum256([]byte(r.memory.Files[code]))
						if got := hex.EncodeToString(sum[:]); got != want {
							t.Errorf("code %s: the file is %s, and its last line has %s", code, got, want)
						}
					}
				})
			})
		}
	}
}

// A stop ends the jobs that wait for a turn. Each has its line.
func TestStopWithRepeatedCodes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 0, func(req *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return clienttest.Answer(req, 200, "x"), nil
		})
		r.Source.Jobs = source.From(func(yield func(source.Job, error) bool) {
			for range 100 {
				if !yield(source.Job{Code: "1"}, nil) {
					return
				}
			}
			time.AfterFunc(1500*time.Millisecond, func() { r.stopReading(&Stop{"SIGINT", 130}) })
			yield(source.Job{}, io.ErrUnexpectedEOF)
		})
		got := count(r.run(t))
		if got["ok"] != 2 || got["cancelled"] != 98 || r.tally.Exit != 130 || !errors.Is(r.err, io.ErrUnexpectedEOF) {
			t.Errorf("%v, exit %d, %v", got, r.tally.Exit, r.err)
		}
	})
}
