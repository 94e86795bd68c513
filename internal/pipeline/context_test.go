package pipeline

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

// The context ends with the first of both or by stop, with the cause of that end.
func TestUntilEither(t *testing.T) {
	want := errors.New("want")
	for name, end := range map[string]func(one, other, stop context.CancelCauseFunc){
		"the first": func(one, _, _ context.CancelCauseFunc) { one(want) },
		"the other": func(_, other, _ context.CancelCauseFunc) { other(want) },
		"stop":      func(_, _, stop context.CancelCauseFunc) { stop(want) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, one := context.WithCancelCause(t.Context())
				otherCtx, other := context.WithCancelCause(t.Context())
				either, stop := UntilEither(ctx, otherCtx)
				if either.Err() != nil {
					t.Error("it has ended")
				}
				end(one, other, stop)
				<-either.Done()
				one(nil)
				other(nil)
				stop(nil)
				if got := context.Cause(either); got != want {
					t.Errorf("got %v", got)
				}
			})
		})
	}
}
