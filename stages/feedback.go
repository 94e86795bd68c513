package stages

// back takes in what a request came to. It returns true when that is the job's result; else the scheduler has the job
// again.
func (s *scheduler) back(now instant, f *Fetched) bool {
	it := f.item
	h := it.host
	s.inFlight--
	h.inFlight--
	s.learn(now, h, f)
	s.settle(now, h)
	switch {
	case f.next != nil && s.aborted:
		s.finish(it, s.stop)
	case f.next != nil:
		it.req = f.redirected()
		s.waiting++
		s.queue(now, it, (*items).pushFront)
	case f.again:
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
	if wait == 0 {
		wait = backoff(f.Attempt, s.MaxWait, s.random)
		if f.health == throttled {
			wait = min(wait+paceRest, s.MaxWait) // when the pace has been cut again if it was too fast still
		}
	}
	it.due = now + wait
	s.waiting++
	s.later.push(it)
}

// learn draws conclusions about a host from what a request to it came to.
func (s *scheduler) learn(now instant, h *host, f *Fetched) {
	if f.health != well && f.Err != nil {
		h.last = f.Err
	}
	switch f.health {
	case well:
		h.succeeded(float64(s.PerHost))
		h.recent.add(now)
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
			h.pace.cut(now, f.serial, s.serial, h.recent.count(now))
		}
	}
}
