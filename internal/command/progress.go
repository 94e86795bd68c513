package command

import (
	"fmt"
	"sync/atomic"

	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/notices"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
)

// statsText returns the text after the progress in its line. s is nil before there are any
// statistics.
func statsText(s *hosts.Stats) string {
	if s == nil {
		return ""
	}
	text := fmt.Sprintf("; %d in flight, %d waiting", s.InFlight, s.Waiting)
	switch s.FailingHosts {
	case 0:
	case 1:
		text += fmt.Sprintf(", %d of them for a host that fails", s.FailingWaiting)
	default:
		text += fmt.Sprintf(", %d of them for %d hosts that fail", s.FailingWaiting, s.FailingHosts)
	}
	return text
}

// reasonText returns the text of a sink.Reason.
func reasonText(s *hosts.Stats, stopping, still bool) string {
	switch {
	case s == nil:
		return ""
	case stopping:
		return fmt.Sprintf("stopping: %d in flight", s.InFlight)
	case still:
		return notices.HoldupText(s.Holdup)
	}
	return ""
}

// readList returns a sink.List of a selection. If taken is not nil, it has the number of codes that
// were read and are in the part of the run.
func readList(selection *source.Selection, taken *atomic.Uint64) sink.List {
	return func() (codes uint64, share float64, all bool) {
		r := selection.Reading()
		if taken != nil {
			r.Codes = taken.Load()
		}
		return r.Codes, r.Share, r.All
	}
}
