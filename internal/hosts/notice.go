package hosts

import "time"

// A Notice tells a person about trouble with hosts. ResolverDown comes once for each run,
// WaitTooLong once for each host.
type Notice struct {
	Kind NoticeKind
	Host string
	Wait time.Duration
}

// A NoticeKind is the subject of a Notice.
type NoticeKind uint8

const (
	ResolverDown NoticeKind = iota + 1 // no name can be looked up; everything waits
	WaitTooLong                        // Host asks for a pause of Wait, longer than Limits.MaxWait
)

func (s *Scheduler) notify(n Notice) {
	if s.Notify != nil {
		s.Notify(n)
	}
}
