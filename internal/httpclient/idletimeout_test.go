package httpclient

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// Each wait has its own limit, whatever the limit of the wait before it.
func TestWaitLimit(t *testing.T) {
	const s = time.Second
	type step struct {
		limit, lasts time.Duration // limit 0: a pause
	}
	for _, tt := range []struct {
		name  string
		steps []step
		ended int // number of the wait that takes too long; 0 for none
		after time.Duration
	}{
		{"in time", []step{{6 * s, 5 * s}, {30 * s, 29 * s}, {6 * s, 5 * s}}, 0, 0},
		{"the first is too long", []step{{6 * s, 7 * s}}, 1, 6 * s},
		{"a short one after a long one", []step{{30 * s, s}, {6 * s, 40 * s}}, 2, 7 * s},
		{"a long one after a short one", []step{{6 * s, s}, {30 * s, 40 * s}}, 2, 31 * s},
		{"a short one after a pause", []step{{30 * s, s}, {0, 100 * s}, {6 * s, 40 * s}}, 3, 107 * s},
		{"a pause in a wait", []step{{6 * s, 5 * s}, {0, 100 * s}, {6 * s, 5 * s}}, 0, 0},
		{"short ones one after the other", []step{{6 * s, 4 * s}, {6 * s, 4 * s}, {6 * s, 7 * s}}, 3, 14 * s},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				w := &IdleTimeout{cancel: cancel}
				defer w.End()
				failures := make([]error, len(tt.steps))
				began := time.Now()
				for i, step := range tt.steps {
					failures[i] = errors.New(step.limit.String())
					w.Begin(Wait{step.limit, failures[i]})
					select {
					case <-time.After(step.lasts):
						continue
					case <-ctx.Done():
					}
					if i+1 != tt.ended || context.Cause(ctx) != failures[i] || time.Since(began) != tt.after {
						t.Errorf("wait %d ended after %v: %v", i+1, time.Since(began), context.Cause(ctx))
					}
					return
				}
				if tt.ended != 0 {
					t.Errorf("wait %d did not end", tt.ended)
				}
			})
		})
	}
}
