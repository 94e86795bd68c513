package hosts

// Stats is a snapshot of the scheduler's work.
type Stats struct {
	InFlight       int // requests in flight
	Waiting        int // tickets that wait for a worker, a limit or another attempt
	FailingHosts   int // hosts whose last answers were bad, and for which tickets wait
	FailingWaiting int // tickets that wait for these hosts
}

// Stats returns a snapshot. It visits all hosts that are remembered, some 10 ns each.
func (s *Scheduler) Stats() Stats {
	stats := Stats{InFlight: s.inFlight, Waiting: s.waiting}
	for _, h := range s.hosts {
		if waiting := h.queued() + h.later; waiting > 0 && h.isFailing() {
			stats.FailingHosts++
			stats.FailingWaiting += waiting
		}
	}
	return stats
}
