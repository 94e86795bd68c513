package stages

// back takes in what a request came to. It returns true when that is the job's result; else the scheduler has the job
// again.
func (s *scheduler) back(now instant, f *Fetched) bool {
	it := f.item
	h := it.host
	s.inFlight--
	h.inFlight--
	excused := s.learn(now, h, f) && s.Retries > 0
	s.settle(now, h)
	switch {
	case f.next != nil && s.aborted:
		s.finish(it, s.stop)
	case f.next != nil:
		it.req = f.redirected()
		s.waiting++
		s.queue(now, it, (*items).pushFront)
	case f.again || excused:
		if excused {
			f.excused++
		}
		s.again(now, it, f)
	default:
		s.recycle(it)
		f.item = nil
		return true
	}
	return false
}

// again has an item wait for another attempt.
func (s *scheduler) again(now instant, it *item, f *Fetched) {
	it.last, it.status, it.failed = f.Err, f.HTTPStatus, now
	it.req = f.restarted()
	if s.stop != nil {
		s.finish(it, it.stopped(s.stop))
		return
	}
	wait := f.retryAfter
	if wait <= 0 {
		wait = backoff(f.Attempt, s.MaxWait, s.random)
		if f.health == throttled {
			wait = min(wait+paceRest, s.MaxWait) // when the pace has been cut again if it was too fast still
		}
	}
	it.due = now + wait
	s.waiting++
	s.later.push(it)
}

// learn draws conclusions about a host from what a request to it came to. It returns true where the job is not to
// blame, nor is its attempt to count: it was sent before the host's pace was cut for another.
func (s *scheduler) learn(now instant, h *host, f *Fetched) (excused bool) {
	if f.health != well && f.Err != nil {
		h.last = f.Err
	}
	if f.health != unwell && f.HTTPStatus != 0 {
		h.revive(now)
	}
	switch f.health {
	case well:
		h.succeeded(now, float64(s.PerHost))
	case unwell:
		h.failed(now, f.serial, s.serial, s.MaxWait)
		h.expiry = min(h.expiry, now) // looked at anew
	case throttled:
		if f.retryAfter > 0 {
			h.pause(now+min(f.retryAfter, never-now), true)
			if f.retryAfter > s.MaxWait {
				s.refuse(now, h)
			}
		} else {
			return !h.pace.cut(now, h.met, f.serial, s.serial, h.recent.count(now)) && f.serial < h.pace.serial
		}
	}
	return false
}
