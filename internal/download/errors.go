package download

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/outcome"
)

// failed turns the error of an exchange into a Failure: the Failure in err, else the cause of ctx,
// else err with the kind that classify returns. If ctx has not ended, a Fatal is returned
// unchanged.
func failed(ctx context.Context, err error, classify func(error) outcome.Kind) error {
	if outcome.IsFatal(err) && context.Cause(ctx) == nil { // if ctx has ended, the Fatal may be another job's, which ended the run
		return err
	}
	if failure, ok := errors.AsType[*outcome.Failure](err); ok {
		return failure
	}
	if cause := context.Cause(ctx); cause != nil {
		if failure, ok := errors.AsType[*outcome.Failure](cause); ok {
			return failure
		}
		return outcome.Cancel(cause)
	}
	kind := classify(err)
	return outcome.Fail(kind, httpclient.Explain(kind, err))
}

// brokenOff adds to the error of a body that ended too early how many bytes came.
func brokenOff(err error, got, announced int64) error {
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if announced >= 0 {
		return fmt.Errorf("body broke off after %d of %d bytes: %w", got, announced, err)
	}
	return fmt.Errorf("body broke off after %d bytes: %w", got, err)
}
