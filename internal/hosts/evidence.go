package hosts

import (
	"time"
)

// evidence decides whether a host or single codes are the cause of bad answers. The answers to a
// code count until its first bad answer. It is a cumulative sum test (Page 1954): the sum rises
// with each bad answer, falls with each good answer, never below zero, and raises the alarm at a
// limit. So eight bad answers in a row raise the alarm. If a fifth of the codes are bad, chance
// raises it once in some 60,000 answers.
type evidence struct {
	sum       float64
	began     Instant // when the sum rose from zero
	last      Instant // when the last bad answer came
	bads      int     // bad answers since began
	goods     int
	tolerance float64 // the share of bad answers that the host is known not to cause; 0 if unknown
}

// alarmAt is the limit of the sum: eight bad answers, each of which adds one half.
const alarmAt = 4

// suspicious is the sum from which attempts do not count: six bad answers.
const suspicious = 3

// A host may answer 503 or break the connection once for each code and then serve the code. So the
// alarm waits for the first further attempts, unless there are many bad answers.
const (
	alarmAfter = 150 * time.Millisecond
	manyBad    = 100
	alarmLasts = 2 * time.Second // time after an alarm, or after a bad answer of a suspicious host, in which attempts do not count
)

// threshold returns the share of bad answers above which the sum rises.
func (e *evidence) threshold() float64 { return max(0.5, e.tolerance) }

func (e *evidence) good() {
	e.goods++
	if e.sum -= e.threshold(); e.sum <= 0 {
		e.reset()
	}
}

// bad adds a bad answer and reports whether the alarm is raised.
func (e *evidence) bad(now, sent Instant, v Verdict, weight float64) bool {
	if e.bads == 0 {
		if e.began = now; v == Failed {
			e.began = sent
		}
	}
	e.bads++
	e.last = now
	e.sum += weight * (1 - e.threshold())
	return e.sum >= alarmAt && (now-e.began >= alarmAfter || e.bads >= manyBad)
}

func (e *evidence) reset() { e.sum, e.bads, e.goods = 0, 0, 0 }

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
