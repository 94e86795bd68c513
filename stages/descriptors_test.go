package stages

import (
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/fdlimit"
)

// A Retrier that was not used for long does not give up at the first failures. It gives up only if
// calls fail for GiveUpAfter and none succeeds.
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

// While other calls succeed, a call waits for descriptors without a limit.
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

// If a file can't be named because there are no descriptors, the end of the run discards it, and
// its job is cancelled, not failed.
func TestPublishEndsWithTheRun(t *testing.T) {
	for _, durable := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			r := newRun(t, 1, atOnceAnswered)
			r.memory.OnPublish = func(string) error { return syscall.EMFILE }
			r.Save.Durable = durable
			time.AfterFunc(time.Second, func() { r.cancel(&Stop{"SIGINT", 130}) })
			if got := count(r.run(t)); got["cancelled"] != 1 || r.err != nil || r.tally.Exit != 130 {
				t.Errorf("%v, %v, exit %d", got, r.err, r.tally.Exit)
			}
		})
	}
}
