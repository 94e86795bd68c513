package hosts

// Stats is a snapshot of what a scheduler has to do.
type Stats struct {
	InFlight       int // requests
	Waiting        int // tickets that wait for a worker, a limit or another attempt
	FailingHosts   int // hosts that tickets wait for, and whose last answers were bad
	FailingWaiting int // tickets that wait for these hosts
}

// Stats counts. It goes through all hosts that are remembered, some 10 ns each.
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
