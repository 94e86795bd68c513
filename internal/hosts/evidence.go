package hosts

import "time"

// evidence decides whether what goes wrong at a host is the host's trouble or that of single codes.
// Only answers to codes that had no bad answer before count. It is a cumulative sum test (Page
// 1954): the sum rises with each bad answer, falls with each good one, never below zero, and raises
// the alarm at a limit. So eight bad answers in a row raise it, and where a fifth of the codes are
// bad, chance raises it once in some 60,000 answers.
type evidence struct {
	sum       float64
	began     Instant // when the sum rose from zero
	last      Instant // when the last bad answer came
	bads      int     // since then
	goods     int
	tolerance float64 // the share of bad answers, beyond one half, that is known not to be the host's trouble
}

// alarmAt is the limit of the sum: eight bad answers, each of which adds one half.
const alarmAt = 4

// suspicious is the sum from which on attempts do not count: six bad answers.
const suspicious = 3

// A host that says 503 or breaks connections may do so to each code at first and then serve it. So
// the alarm waits for the first further attempts, unless there are many bad answers.
const (
	alarmAfter = 150 * time.Millisecond
	manyBad    = 100
	alarmLasts = 2 * time.Second // attempts do not count for so long after an alarm, or after a bad answer that made the host suspicious
)

// threshold is the share of bad answers above which the sum rises.
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
