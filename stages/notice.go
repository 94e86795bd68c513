package stages

import (
	"fmt"
	"time"

	"github.com/hoist/hoist/internal/hosts"
)

// noticeText is what a person reads of a notice.
func noticeText(n hosts.Notice) string {
	switch n.Kind {
	case hosts.ResolverDown:
		return "no name can be looked up; waiting"
	case hosts.AllFailing:
		return fmt.Sprintf("%s lets nothing through (%v); trying again now and then, a code for up to %v (--retry-max-wait)",
			n.Host, n.Err, n.Wait)
	}
	return fmt.Sprintf("%s asks to wait %v, longer than --retry-max-wait: such codes fail",
		n.Host, n.Wait.Round(time.Second))
}
