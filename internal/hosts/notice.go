package hosts

import "time"

// A Notice is something about hosts that a person should know. Each is given once.
type Notice struct {
	Kind NoticeKind
	Host string
	Wait time.Duration
}

// A NoticeKind is what a Notice is about.
type NoticeKind uint8

const (
	ResolverDown NoticeKind = iota + 1 // no name can be looked up; everything waits
	WaitTooLong                        // Host asks to be left alone for Wait, longer than Limits.MaxWait
)

func (s *Scheduler) notify(n Notice) {
	if s.Notify != nil {
		s.Notify(n)
	}
}
