// Package naming makes the URL and the file name of a job from templates. It does no I/O.
// [Planner.Plan] makes the host of the URL canonical, once for all jobs if the template fixes the
// origin. Target.Text keeps the original spelling of the URL for the lines. [Planner.Server] is the
// host and port in the template. The guard of package httpclient lets requests go to that server at
// any address.
package naming

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
)

// Variables are the variables of templates. "code" must be among them; "seq" is a number.
type Variables struct {
	Names  []string // all variables
	Unique []string // the variables that differ between any two jobs
}

// A Planner makes targets of jobs. It has no state, and is safe for use by several goroutines.
type Planner struct {
	url   template
	names nameTemplate
	user  *url.Userinfo // of the URL template
	fixed *fixedOrigin  // of the URL template; nil if it depends on the code
}

// A Target is the URL and the file name of a job.
type Target struct {
	URL  *url.URL // its host is canonical
	Name string   // of the file, relative to the destination, with `/` between directories
	Text string   // the original spelling of the URL, without secrets; empty if it is the same as URL and would have to be made
}

// New parses the two templates. The error is for the user: it quotes the template and the mistake.
func New(urlTemplate, nameTemplate string, vars Variables) (*Planner, error) {
	p := &Planner{}
	err := p.parseURL(urlTemplate, vars.Names)
	if err != nil {
		return nil, fmt.Errorf("url template %q: %w", redact.URL(urlTemplate), err)
	}
	p.names, err = parseName(nameTemplate, extension(p.url), vars)
	return p, err
}

func (p *Planner) parseURL(text string, vars []string) (err error) {
	if p.url, err = parseTemplate(text, vars); err != nil {
		return err
	}
	if len(p.url.parts) > 0 && p.url.parts[0].name == "" {
		if p.user, err = checkOrigin(p.url); err != nil {
			return err
		}
		p.fixed = fixOrigin(p.url.beginning())
	}
	if !p.url.has(vars...) {
		return fmt.Errorf("has no variable, so every code would be the same file; the variables are %s", strings.Join(vars, ", "))
	}
	return nil
}

// checkOrigin checks the scheme and host in the template, by trying it with a harmless code. It
// returns the user name and password.
func checkOrigin(t template) (*url.Userinfo, error) {
	u, err := origin.Parse(t.expandURL(func(name string) string {
		if name == "seq" {
			return "1"
		}
		return "BR"
	}))
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

// Plan makes the target of a job from the values of its variables. The error is an
// *outcome.Failure.
func (p *Planner) Plan(value Values) (Target, error) {
	if code := value("code"); redact.URLs(code) != code {
		return Target{}, outcome.Fail(outcome.BadURL, origin.ErrUser)
	}
	text := p.url.expandURL(value)
	if u := p.fixed.join(text); u != nil {
		return Target{u, p.names.expand(value), text}, nil
	}
	u, err := origin.Parse(text)
	if err != nil {
		return Target{}, outcome.Fail(outcome.BadURL, err)
	}
	if p.user != nil {
		u.User = nil
	}
	spelled := u.Host
	if err := origin.Canonicalize(u); err != nil {
		return Target{}, outcome.Fail(outcome.BadURL, err)
	}
	u.User = p.user
	u.Fragment, u.RawFragment = "", ""
	t := Target{URL: u, Name: p.names.expand(value)}
	if u.Host != spelled {
		t.Text = textWith(spelled, u)
	}
	return t, nil
}

// textWith returns the text of u with the original spelling of its host, without secrets.
func textWith(spelled string, u *url.URL) string {
	asked := *u
	asked.Host = spelled
	return redact.URLs(asked.String())
}

// Server returns the host and port in the URL template; "" if they depend on the code.
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
