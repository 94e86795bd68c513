package hosts

import (
	"time"
)

// A Notice tells a person about trouble with hosts. ResolverDown comes once for each run,
// WaitTooLong once for each host, and AllFailing once a minute at most.
type Notice struct {
	Kind NoticeKind
	Host string
	Wait time.Duration
	Err  error
}

// A NoticeKind is the subject of a Notice.
type NoticeKind uint8

const (
	ResolverDown NoticeKind = iota + 1 // no name can be looked up; everything waits
	WaitTooLong                        // Host asks for a pause of Wait, longer than Limits.MaxWait
	AllFailing                         // Host fails with Err, and no other host answers; a code waits for up to Wait
)

// All hosts fail if there was no good answer for standsStill. noticeEvery is the least time between
// two notices of that.
const (
	standsStill = time.Second
	noticeEvery = time.Minute
)

// noticeFailing gives a notice if the breaker of a host opens and all hosts fail: a run that stands
// still should say why. If a lookup of its name failed, that is for ResolverDown to say.
func (s *Scheduler) noticeFailing(now Instant, h *host) {
	if s.lastGood > 0 && now-s.lastGood < standsStill || h.noName || s.noticedFailing > 0 && now-s.noticedFailing < noticeEvery {
		return
	}
	s.noticedFailing = max(now, 1)
	s.notify(Notice{Kind: AllFailing, Host: h.name, Wait: s.MaxWait, Err: h.lastErr})
}

func (s *Scheduler) notify(n Notice) {
	if s.Notify != nil {
		s.Notify(n)
	}
}
