package stages

import (
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/fdlimit"
)

// Want of descriptors after a quiet time is no reason to give up: only that of all, for long, is.
func TestPatientlyAfterQuietTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := fdlimit.New(func() {})
		time.Sleep(2 * fdlimit.GiveUpAfter)
		calls := 0
		err := d.Do(t.Context(), func() error {
			if calls++; calls < 10 {
				return syscall.EMFILE
			}
			return nil
		})
		if err != nil || calls != 10 {
			t.Errorf("%v after %d calls", err, calls)
		}
	})
}

// While others succeed there is hope, however long one has to wait.
func TestPatientlyWhileOthersSucceed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := fdlimit.New(func() {})
		until := time.Now().Add(10 * fdlimit.GiveUpAfter)
		err := d.Do(t.Context(), func() error {
			if err := d.Do(t.Context(), func() error { return nil }); err != nil {
				return err
			}
			if time.Now().Before(until) {
				return syscall.ENFILE
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// A file that can't be published for want of descriptors is discarded when the run is aborted, and
// its job is cancelled: nothing failed.
func TestPublishEndsWithTheRun(t *testing.T) {
	for _, durable := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			r := newRun(t, 1, atOnceAnswered)
			r.memory.OnPublish = func(string) error { return syscall.EMFILE }
			r.Save.Durable = durable
			time.AfterFunc(time.Second, func() { r.hard(&Stop{"SIGINT", 130}) })
			if got := count(r.run(t)); got["cancelled"] != 1 || r.err != nil || r.tally.Exit != 130 {
				t.Errorf("%v, %v, exit %d", got, r.err, r.tally.Exit)
			}
		})
	}
}
