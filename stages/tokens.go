package stages

import "github.com/hoist/hoist/source"

// A job takes tokens when it is read, and gives them back when its line is written. They bound the
// jobs in the pipeline by their number and by their size. Only the intake takes tokens.

// window is the largest number of jobs in the pipeline without --ordered.
const window = 65536

// orderWindow is the largest number with --ordered. All jobs may wait behind one slow job.
const orderWindow = 8192

// tokenBytes is the size of a job that needs a further token. A job holds some four copies of its
// code: the input, and URLs.
const tokenBytes = 512

// sizeOf returns the bytes of a job that count for its tokens: its code, its record, and the
// columns that are kept.
func sizeOf(job *source.Job) int { return len(job.Code) + len(job.Kept) + job.Record.Size() }

// tokensFor returns the number of tokens for a job of this size.
func tokensFor(size int) int { return 1 + size/tokenBytes }
