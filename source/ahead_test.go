package source

import (
	"errors"
	"iter"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
)

// numbers yields n jobs and then the error, if there is one.
func numbers(n int, err error) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		for i := range n {
			if !yield(Job{Code: strconv.Itoa(i)}, nil) {
				return
			}
		}
		if err != nil {
			yield(Job{}, err)
		}
	}
}

// Ahead yields all jobs in order, and then the error.
func TestAhead(t *testing.T) {
	failed := errors.New("failed")
	for _, n := range []int{0, 1, batchSize - 1, batchSize, batchSize + 1, 10 * batchSize, 10*batchSize + 7} {
		for _, want := range []error{nil, failed} {
			synctest.Test(t, func(t *testing.T) { // which fails if a goroutine is left
				var got []string
				var err error
				for job, e := range Ahead(numbers(n, want)) {
					if err = e; e == nil {
						got = append(got, job.Code)
					}
				}
				var all []string
				for job := range numbers(n, nil) {
					all = append(all, job.Code)
				}
				if err != want || !slices.Equal(got, all) {
					t.Errorf("%d jobs: got %d, %v, want %v", n, len(got), err, want)
				}
			})
		}
	}
}

// If the caller stops, so does the goroutine.
func TestAheadStops(t *testing.T) {
	for _, after := range []int{1, batchSize, 3 * batchSize} {
		synctest.Test(t, func(t *testing.T) {
			n := 0
			for range Ahead(numbers(100*batchSize, nil)) {
				if n++; n == after {
					break
				}
			}
		})
	}
}
