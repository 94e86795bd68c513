package stages

import (
	"hash/maphash"
	"sync"
)

// turns lets jobs of one file go one after the other, in the order of the list. So the file is that
// of the last of them, and so is its last line. dispatch asks for turns, and save ends them. A nil
// turns gives each job its turn at once.
//
// It takes some 20 bytes for each job that dispatch and save hold.
type turns struct {
	wake chan struct{} // has a value while next has jobs
	seed maphash.Seed

	mu      sync.Mutex
	waiting int
	behind  map[uint64][]Request // by a hash of the file, if a job has its turn: the jobs that wait for it
	ready   []Request            // jobs whose turn has come
}

func newTurns() *turns {
	return &turns{wake: make(chan struct{}, 1), seed: maphash.MakeSeed(), behind: map[uint64][]Request{}}
}

// key returns a hash of the file of a job, and not 0. If two files have one hash, their jobs go one
// after the other, too.
func (t *turns) key(r *Request) uint64 {
	if r.Name == "" { // it depends on the answer
		return maphash.String(t.seed, "\x00"+r.Job.Code) | 1
	}
	return maphash.String(t.seed, r.Name) | 1
}

// begin gives a job its turn, and returns true. If another job of its file has the turn, begin keeps
// the job, and returns false.
func (t *turns) begin(r *Request) bool {
	if t == nil {
		return true
	}
	r.turn = t.key(r)
	t.mu.Lock()
	defer t.mu.Unlock()
	waiting, taken := t.behind[r.turn]
	if !taken {
		t.behind[r.turn] = nil
		return true
	}
	t.behind[r.turn] = append(waiting, *r)
	t.waiting++
	return false
}

// end ends the turn of a job, if it has one. The job that waits longest for it is then ready.
func (t *turns) end(r *Request) {
	if t == nil || r.turn == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	waiting := t.behind[r.turn]
	if len(waiting) == 0 {
		delete(t.behind, r.turn)
		return
	}
	t.behind[r.turn] = waiting[1:]
	t.ready = append(t.ready, waiting[0])
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

// takeReady returns the jobs whose turn has come.
func (t *turns) takeReady() []Request {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	ready := t.ready
	t.ready = nil
	t.waiting -= len(ready)
	return ready
}

// takeAll returns all jobs that wait for a turn.
func (t *turns) takeAll() []Request {
	all := t.takeReady()
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, waiting := range t.behind {
		all = append(all, waiting...)
		t.behind[key] = nil
	}
	t.waiting = 0
	return all
}

// isIdle reports whether no job waits for a turn.
func (t *turns) isIdle() bool {
	if t == nil {
		return true
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.waiting == 0
}

// woken returns a channel that has a value when a turn has come.
func (t *turns) woken() <-chan struct{} {
	if t == nil {
		return nil
	}
	return t.wake
}
