package pipeline

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// double is a stage that doubles numbers. do may change its work on a number.
func double(workers int, do func(ctx context.Context, n int) error) Stage[int, string] {
	return Stage[int, string]{
		Name:    "double",
		Workers: workers,
		Do: func(ctx context.Context, _ int, n int) (string, error) {
			if do != nil {
				if err := do(ctx, n); err != nil {
					return "met the error", err
				}
			}
			return "done", nil
		},
		Pass:   func(_ int, cause error) string { return "passed: " + cause.Error() },
		Rescue: func(_ int, err error) string { return err.Error() },
	}
}

// through sends 1 … n through s, and counts the values that come out.
func through(s Stage[int, string], n int, slow time.Duration) (counts map[string]int, err error, cause error) {
	ctx, abort := context.WithCancelCause(context.Background())
	in, out := make(chan int), make(chan string)
	go func() {
		defer close(in)
		for i := range n {
			in <- i + 1
		}
	}()
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, abort, in, out) }()
	counts = map[string]int{}
	for text := range out {
		time.Sleep(slow)
		counts[text]++
	}
	err = <-ended
	cause = context.Cause(ctx)
	abort(nil)
	return counts, err, cause
}

func TestStageAnswersEveryValue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		counts, err, _ := through(double(3, nil), 100, 0)
		if counts["done"] != 100 || len(counts) != 1 || err != nil {
			t.Errorf("got %v, %v", counts, err)
		}
	})
}

// A slow consumer holds the stage back, and loses nothing.
func TestStageSlowConsumer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		started := 0
		s := double(1, func(context.Context, int) error { started++; return nil })
		began := time.Now()
		counts, err, _ := through(s, 20, time.Minute)
		if counts["done"] != 20 || err != nil {
			t.Errorf("got %v, %v", counts, err)
		}
		if took := time.Since(began); took != 20*time.Minute {
			t.Errorf("took %v: something did not wait", took)
		}
	})
}

func TestStagePanicIsTheValues(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := double(2, func(_ context.Context, n int) error {
			if n == 5 {
				panic("odd")
			}
			return nil
		})
		counts, err, cause := through(s, 10, 0)
		if counts["done"] != 9 || err != nil || cause != nil {
			t.Errorf("got %v, %v, %v", counts, err, cause)
		}
		for text := range counts {
			if text != "done" && !strings.HasPrefix(text, "panic in double: odd (stage_test.go:") {
				t.Errorf("the value says %q", text)
			}
		}
	})
}

func TestStageErrorAborts(t *testing.T) {
	full := errors.New("disk full")
	synctest.Test(t, func(t *testing.T) {
		s := double(1, func(_ context.Context, n int) error {
			if n == 4 {
				return full
			}
			return nil
		})
		counts, err, cause := through(s, 10, 0)
		if counts["done"] != 3 || counts["met the error"] != 1 || counts["passed: disk full"] != 6 {
			t.Errorf("got %v", counts)
		}
		if !errors.Is(err, full) || !errors.Is(cause, full) {
			t.Errorf("returned %v, aborted with %v", err, cause)
		}
	})
}

// If the run is aborted, work on a value ends at once, and later values are passed on.
func TestStageAbortFromOutside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, abort := context.WithCancelCause(context.Background())
		s := double(2, func(ctx context.Context, _ int) error {
			<-ctx.Done()
			return nil
		})
		in, out := make(chan int, 5), make(chan string, 5)
		for i := range 5 {
			in <- i
		}
		close(in)
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx, abort, in, out) }()
		synctest.Wait()
		if len(out) != 0 {
			t.Fatal("it did not wait")
		}
		abort(errors.New("enough"))
		if err := <-ended; err != nil {
			t.Error(err)
		}
		counts := map[string]int{}
		for text := range out {
			counts[text]++
		}
		if counts["done"] != 2 || counts["passed: enough"] != 3 {
			t.Errorf("got %v", counts)
		}
	})
}
