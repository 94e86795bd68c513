package stages

import (
	"fmt"
	"time"

	"github.com/hoist/hoist/internal/hosts"
)

// noticeText is what a person reads of a notice.
func noticeText(n hosts.Notice) string {
	if n.Kind == hosts.ResolverDown {
		return "no name can be looked up; waiting"
	}
	return fmt.Sprintf("%s asks to wait %v, longer than --retry-max-wait: such codes fail",
		n.Host, n.Wait.Round(time.Second))
}
