package naming

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/hoist/hoist/internal/origin"
)

// Server returns the host and port in the URL template. If they depend on the code, it returns "".
func (p *Planner) Server() string {
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
	if origin.Canonicalize(u) != nil {
		return ""
	}
	return origin.Address(u)
}

// URLText returns the text of the URL of a job, which may not be a URL. The error is an
// *outcome.Failure.
func (p *Planner) URLText(value Values) (string, error) { return p.url.expandURL(value) }

// URLStart returns the variable whose value, as it is, begins the URL of each job. If there is
// none, it returns "".
func (p *Planner) URLStart() string {
	if first := p.url.pieces[0]; first.reserved && first.column == "" {
		return first.name
	}
	return ""
}

// checkOrigin checks the scheme and host in the template, by trying it with a harmless code. It
// returns the user name and password.
func checkOrigin(t template) (*url.Userinfo, error) {
	text, err := t.expandURL(func(name string) (string, bool) {
		if name == "seq" {
			return "1", true
		}
		return "BR", !slices.ContainsFunc(t.pieces, func(p piece) bool { return p.column == name })
	})
	if err != nil {
		return nil, err
	}
	u, err := origin.Parse(text)
	switch {
	case err != nil && strings.Contains(t.text, "@"):
		return nil, errors.New("is not a valid URL; in a user name or password percent-encode all characters except letters and digits")
	case err != nil:
		return nil, err
	}
	user := u.User
	u.User = nil
	return user, origin.Canonicalize(u)
}
