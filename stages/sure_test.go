package stages

import (
	"bytes"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/sink"
)

// A timedLog records each write with its time.
type timedLog struct {
	mu    sync.Mutex
	began time.Time
	texts []string
	at    []time.Duration
}

func (l *timedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.texts = append(l.texts, string(bytes.Clone(p)))
	l.at = append(l.at, time.Since(l.began))
	return len(p), nil
}

// When a file is durable, its line is written to the log at once. A kill then loses only the jobs
// in flight.
func TestLinesOfAGroupAreWrittenAtOnce(t *testing.T) {
	eachSetting(t, []bool{true}, []int{1, 64}, func(s setting) {
		synctest.Test(t, func(t *testing.T) {
			bodies := []body{{code: "a", text: "a"}, {code: "b", text: "b", delay: time.Second + 40*time.Millisecond}}
			var settled []time.Duration
			log := &timedLog{began: time.Now()}
			r := newSpiedRun(t, t.TempDir(), s, bodies, func(c *disktest.Call, do func() error) error {
				if c.Op == "SyncDir" {
					time.Sleep(syncTakes)
					if c.Name == "." {
						settled = append(settled, time.Since(log.began))
					}
				}
				return do()
			})
			r.Report.Sink = &sink.Sink{Log: sink.Unsynced(log)}
			if _, err := r.start(); err != nil {
				t.Fatal(err)
			}
			r.cancel(nil)
			written := map[string]time.Duration{}
			for i, text := range log.texts {
				for _, l := range only(parse(t, text), "result") {
					written[l.Code] = log.at[i]
				}
			}
			if len(settled) != 2 || written["a"] != settled[0] || written["b"] != settled[1] {
				t.Errorf("%v: lines written at %v, files sure at %v", s, written, settled)
			}
		})
	})
}
