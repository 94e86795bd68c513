package pipeline

import "context"

// UntilEither returns a context that ends when ctx or other ends, with the cause of that end. stop
// ends it too, and must be called.
func UntilEither(ctx, other context.Context) (either context.Context, stop context.CancelCauseFunc) {
	either, end := context.WithCancelCause(ctx)
	unregister := context.AfterFunc(other, func() { end(context.Cause(other)) })
	return either, func(cause error) {
		unregister()
		end(cause)
	}
}
