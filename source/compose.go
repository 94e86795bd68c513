package source

import (
	"crypto/sha256"
	"iter"

	"github.com/hoist/hoist/internal/naming"
)

// List yields a job for each of codes. They must be canonical already.
func List(codes []string) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		for _, code := range codes {
			if !yield(Job{Input: code, Code: code}, nil) {
				return
			}
		}
	}
}

// Concat yields the jobs of each of sources, one after the other, and ends at the first error.
func Concat(sources ...iter.Seq2[Job, error]) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		for _, src := range sources {
			for job, err := range src {
				if !yield(job, err) || err != nil {
					return
				}
			}
		}
	}
}

// Limit yields the first n jobs of src. It does not request another job from src, since on a pipe
// that job might never come.
func Limit(n uint64, src iter.Seq2[Job, error]) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		if n == 0 {
			return
		}
		var count uint64
		for job, err := range src {
			if count++; !yield(job, err) || count == n {
				return
			}
		}
	}
}

// IgnoreQuery leaves the ignored parameters out of the codes. Whole keeps them.
func IgnoreQuery(ignored naming.IgnoredQuery, src iter.Seq2[Job, error]) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		for job, err := range src {
			if job.Err != nil { // the code may be a whole record
				job.Code = hider{ignored}.text(job.Code)
			} else if code := ignored.Drop(job.Code); code != job.Code {
				job.Whole, job.Code = job.Code, code
			}
			if !yield(job, err) {
				return
			}
		}
	}
}

// If the code of a job was yielded before, Unique marks the job with ErrSeen. A job that has an Err
// already keeps it. It remembers 16 bytes of hash for each distinct code, which take 24 to 47 bytes
// of memory.
func Unique(src iter.Seq2[Job, error]) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		seen := map[[16]byte]struct{}{}
		for job, err := range src {
			if err == nil && job.Err == nil {
				sum := sha256.Sum256([]byte(job.Code))
				key := [16]byte(sum[:16])
				if _, ok := seen[key]; ok {
					job.Err = ErrSeen
				}
				seen[key] = struct{}{}
			}
			if !yield(job, err) {
				return
			}
		}
	}
}

// The jobs that Ahead passes on at once, and the number of such batches.
const (
	batchSize = 256
	batches   = 8
)

// Ahead yields the jobs of src. It reads them in a goroutine of its own, up to two thousand ahead.
// A job may wait for others before it is yielded, so Ahead is for lists that are read to their end.
// If the caller stops, the goroutine ends after its next job.
func Ahead(src iter.Seq2[Job, error]) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		full, free, stop := make(chan []Job, batches), make(chan []Job, batches), make(chan struct{})
		for range batches {
			free <- make([]Job, 0, batchSize)
		}
		var failed error // is read after full is closed
		go func() {
			defer close(full)
			batch := <-free
			for job, err := range src {
				if err != nil {
					failed = err
					break
				}
				if batch = append(batch, job); len(batch) < batchSize {
					continue
				}
				select {
				case full <- batch:
				case <-stop:
					return
				}
				select {
				case batch = <-free:
				case <-stop:
					return
				}
			}
			select {
			case full <- batch:
			case <-stop:
			}
		}()
		defer close(stop)
		for batch := range full {
			for _, job := range batch {
				if !yield(job, nil) {
					return
				}
			}
			clear(batch)
			free <- batch[:0]
		}
		if failed != nil {
			yield(Job{}, failed)
		}
	}
}
