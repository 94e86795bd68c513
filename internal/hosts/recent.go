package hosts

import "time"

// A recent counts events of the last second.
type recent struct {
	slots [9]uint32 // used in turn; of the oldest, only the share within the second counts
	last  int64     // number of the last slot used, since the beginning of the run
}

const slotTime = time.Second / 8

func (r *recent) add(now Instant) {
	r.turn(now)
	r.slots[r.last%int64(len(r.slots))]++
}

func (r *recent) count(now Instant) int {
	r.turn(now)
	within := 1 - float64(now%slotTime)/float64(slotTime)
	n := float64(r.slots[(r.last+1)%int64(len(r.slots))]) * within
	for i := range int64(len(r.slots) - 1) {
		n += float64(r.slots[(r.last-i+int64(len(r.slots)))%int64(len(r.slots))])
	}
	return int(n + 0.5)
}

// turn empties the slots of the times that are over.
func (r *recent) turn(now Instant) {
	slot := int64(now / slotTime)
	for range min(slot-r.last, int64(len(r.slots))) {
		r.last++
		r.slots[r.last%int64(len(r.slots))] = 0
	}
	r.last = slot
}
