package source

import "iter"

// The jobs that Ahead passes on at once, and the number of such batches.
const (
	batchSize = 256
	batches   = 8
)

// Ahead yields the jobs of src. It reads them in a goroutine of its own, up to two thousand ahead. A
// job may wait for others before it is yielded, so Ahead is for lists that are read to their end. If
// the caller stops, the goroutine ends after its next job.
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
