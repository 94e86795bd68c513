package stages

import (
	"context"
	"errors"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/spool"
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

// A file that can't be published for want of descriptors is discarded when the run is aborted, and its job is
// cancelled: nothing failed.
func TestPatientPublishEndsWithTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, abort := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { abort(&Stop{"interrupt", 130}) })
		memory := &memoryStore{onPublish: func(string) error { return syscall.EMFILE }}
		s := &saver{store: patientStore{memory, fdlimit.New(func() {})}}
		o, err := s.save(ctx, 1, Fetched{Request: Request{Name: "x"}, Reply: download.Reply{Body: spool.NewBody([]byte("abc"))}})
		if o.Status != outcome.Cancelled || err != nil || memory.open() != 0 {
			t.Errorf("%s, %s, %v, %d files left", o.Status, o.Reason, err, memory.open())
		}
	})
}

func TestExhausted(t *testing.T) {
	server := errors.New(`malformed HTTP response "too many open files"`)
	if fdlimit.IsExhausted(nil) || fdlimit.IsExhausted(server) || fdlimit.IsExhausted(outcome.Fail(outcome.Protocol, server)) {
		t.Error("a server's words count")
	}
	if !fdlimit.IsExhausted(outcome.Fail(outcome.Connect, syscall.EMFILE)) {
		t.Error("EMFILE does not")
	}
}

func TestFindRoom(t *testing.T) {
	for _, tt := range []struct {
		limit, open uint64
		serving     bool
		want        Room // none for an error
	}{
		{1 << 20, 4, false, Room{100, 64}},
		{1024, 4, false, Room{100, 64}},
		{1024, 804, false, Room{25, 25}},
		{256, 4, false, Room{29, 29}},
		{80, 4, false, Room{7, 7}},
		{80, 4, true, Room{5, 7}},
		{40, 4, true, Room{2, 2}},
		{28, 4, false, Room{1, 1}},
		{27, 4, false, Room{}},
		{29, 4, true, Room{}},
		{28, 5, false, Room{}},
		{20, 30, false, Room{}},
	} {
		got, err := findRoom(100, tt.limit, tt.open, tt.serving)
		if got != tt.want || (err != nil) != (tt.want == Room{}) {
			t.Errorf("%+v: %d, %v", tt, got, err)
		}
	}
}
