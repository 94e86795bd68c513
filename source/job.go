// Package source makes jobs from arguments, built-in sets, and the lines or records of standard
// input and files. A source is a function of a context that returns an iterator,
// iter.Seq2[Job, error]. The iterator yields a Job for each code, and an error, once and last, when
// its input can't be read further.
// Iterators compose:
//
//	source.Limit(10, source.Unique(source.Lines(os.Stdin, source.Text)))
//
// Each job is yielded as soon as its text is there, and memory does not depend on how many there
// are.
package source

import (
	"context"
	"errors"
	"iter"

	"github.com/hoist/hoist/source/records"
)

// A Source returns the jobs of one run. After the end of ctx the run needs no more jobs. Then an
// iterator that waits for a server, for example, returns. If an iterator waits in a read that can't
// be interrupted, for example of a pipe, it may continue to wait, and the run ends without it.
type Source func(ctx context.Context) iter.Seq2[Job, error]

// From returns a Source of jobs that are there, or that come by reads which nothing interrupts.
func From(jobs iter.Seq2[Job, error]) Source {
	return func(context.Context) iter.Seq2[Job, error] { return jobs }
}

// A Job is one code on its way to becoming a file.
type Job struct {
	// Seq is 1, 2, … in input order. It is 0 until the pipeline takes the job in. But a source that
	// has a part of a list sets it to the place of the job in the whole list.
	Seq uint64

	// Input is the text as it was given: a code, or the record that the job comes from. If the text
	// is too long (Err is ErrTooLong, and Record is nil), Input is its beginning.
	Input string

	// Code is the code in canonical form: upper case for a flag. If there is an Err, it may be the
	// beginning of Input.
	Code string

	// Whole is the code with the parameters of its URL that Code lacks, since they differ from one
	// list to the next. It is for the request alone. It is empty if Code lacks none.
	Whole string

	// Err is the reason why Input can't be a job, or must not be fetched again (ErrSeen). A job
	// with an Err goes through the pipeline and is reported, but no request is sent for it.
	Err error

	// Record is the record that the job comes from; nil if the list has no records.
	Record *records.Record

	// Kept has the columns of Record that the result line contains as `record`: a JSON object on
	// one line of up to MaxKept bytes, without secrets. nil for none.
	Kept []byte

	// If Done is set, it is called once. Its argument is nil if the job's line is written and
	// synced, for any outcome of the job. Otherwise it is the reason why the job has no line or its
	// line is not synced. Any goroutine may call Done. Done must not block.
	Done func(err error)
}

// Reasons for Job.Err. An argument that is a malformed code is refused with the same reasons.
var (
	ErrNotFlag = errors.New("a flag code is two letters, A to Z")
	ErrURL     = errors.New("a flag code is two letters, A to Z; for codes that are URLs use --url '{+code}'")
	ErrControl = errors.New("has a control character")
	ErrUTF8    = records.ErrUTF8
	ErrTooLong = records.ErrTooLong
	ErrEmpty   = errors.New("is empty")
	ErrSeen    = errors.New("was seen before")
)
