package hosts

import (
	"testing"
	"time"
)

// While one host works, it is no news that another does not.
func TestNoNoticeOfOneAmongOthers(t *testing.T) {
	eachRun(t, func(t *testing.T, workers int, seed uint64) {
		w := &world{workers: workers, limits: usual, seed: seed}
		for range 1000 * workers {
			w.codes = append(w.codes, worldCode{host: "good"})
		}
		for i := range 20 {
			w.codes[100+i].host = "bad"
		}
		w.server = func(v *visit) {
			v.serve()
			if v.host == "bad" && v.at < 4*time.Second {
				v.status = 503
			}
		}
		w.run(t)
		w.check(t, all)
		if len(w.notices) > 0 {
			t.Errorf("notices %v", w.notices)
		}
	})
}
