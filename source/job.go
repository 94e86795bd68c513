// Package source is where jobs come from: arguments, built-in sets, and lines of standard input and
// files. A source is a function of a context that returns an iterator, iter.Seq2[Job, error]. The
// iterator yields a Job for each code, and an error, once and last, when its input can't be read
// further. Iterators compose:
//
//	source.Limit(10, source.Unique(source.Lines(os.Stdin, source.Text)))
//
// Each job is yielded as soon as its text is there, and memory does not depend on how many there
// are.
package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"iter"
	"strconv"
	"strings"
)

// A Source returns the jobs of one run. After the end of ctx no job is wanted: an iterator that
// waits, as for a server, returns then. One that waits in a read which nothing interrupts, as of a
// pipe, may go on waiting; nobody waits for it.
type Source func(ctx context.Context) iter.Seq2[Job, error]

// From returns a Source of jobs that are there, or that come by reads which nothing interrupts.
func From(jobs iter.Seq2[Job, error]) Source {
	return func(context.Context) iter.Seq2[Job, error] { return jobs }
}

// A Job is one code on its way to becoming a file.
type Job struct {
	// Seq is 1, 2, … in input order. It is 0 until the pipeline takes the job in.
	Seq uint64

	// Input is what was given, as it was given; of text too long for a code, its beginning.
	Input string

	// Code is Input in canonical form: upper case for a flag. It equals Input where Input can't be
	// a job.
	Code string

	// Err says why Input can't be a job, or is not wanted as one (ErrSeen). Such a job travels on
	// like any other and is reported; nothing is requested for it.
	Err error

	// Done, where it is set, is called once: with nil when the job's line is written and synced,
	// whatever the line says of the job, or with the reason why the job has no line or its line is
	// not synced. It may be called by any goroutine, which it must not block.
	Done func(err error)
}

// Reasons for Job.Err. Those of a malformed code are also what an argument is refused with.
var (
	ErrNotFlag = errors.New("a flag code is two letters, A to Z")
	ErrControl = errors.New("has a control character")
	ErrUTF8    = errors.New("is not valid UTF-8")
	ErrTooLong = errors.New("is longer than 64 KiB")
	ErrEmpty   = errors.New("is empty")
	ErrSeen    = errors.New("was seen before")
)

// Vars are the names that Job.Var knows, for whoever checks a template before there is a job.
func Vars() []string { return []string{"code", "lower", "upper", "seq", "shard", "country"} }

// UniqueVars are the variables each of which tells any two jobs apart. Flag codes are upper case,
// so that their lower case does, and no two countries have one name.
func UniqueVars(flags bool) []string {
	if flags {
		return []string{"code", "lower", "upper", "country", "seq"}
	}
	return []string{"code", "seq"}
}

// Var returns the value that a template's variable has for this job; ok is false for a name that is
// not in Vars. Values are made on demand: a variable that no template names costs nothing.
func (j Job) Var(name string) (value string, ok bool) {
	switch name {
	case "code":
		return j.Code, true
	case "lower":
		return strings.ToLower(j.Code), true
	case "upper":
		return strings.ToUpper(j.Code), true
	case "seq":
		return strconv.FormatUint(j.Seq, 10), true
	case "shard":
		return shard(j.Code), true
	case "country":
		return countryOr(j.Code), true
	}
	return "", false
}

// shard is two hex digits that spread codes evenly over 256 directories: the first byte of the
// SHA-256.
func shard(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:1])
}

func countryOr(code string) string {
	if name, ok := Country(code); ok {
		return name
	}
	return code
}
