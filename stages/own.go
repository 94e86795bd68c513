package stages

import (
	"net/url"
	"strings"

	"github.com/hoist/hoist/internal/origin"
)

// Own returns host and port of the server that the URL template itself names; empty where codes have a say in it.
func (p *Planner) Own() string {
	scheme, rest, _ := strings.Cut(p.url.beginning(), "://")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		return ""
	}
	u, err := url.Parse(scheme + "://" + rest[:end])
	if err != nil {
		return ""
	}
	u.User = nil
	if canonicalize(u) != nil {
		return ""
	}
	return origin.Address(u)
}
