package naming

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
)

// A Target is the URL and the file name of a job.
type Target struct {
	URL    *url.URL // its host is canonical
	Name   string   // of the file, relative to the destination, with `/` between directories; empty if Planner.AfterAnswer
	Former string   // the name that an earlier run may have given to the file; empty for none

	// Text is the URL as lines show it: its original spelling, without secrets and ignored
	// parameters. It is empty if it is the same as URL and would have to be made.
	Text string
}

// Plan makes the target of a job. value has the ignored parameters too, since they are sent. The
// error is an *outcome.Failure.
func (p *Planner) Plan(value Values) (Target, error) {
	if code, _ := value("code"); redact.URLs(code) != code {
		return Target{}, outcome.Fail(outcome.BadURL, origin.ErrUser)
	}
	t, err := p.target(value)
	if err != nil {
		return t, err
	}
	value, shown, err := p.shown(value, t)
	if err != nil {
		return t, err
	}
	if t.Text = shown.Text; p.names.afterAnswer {
		return t, nil
	}
	v := nameValues{value: value, url: shown.URL}
	if t.Name, err = p.names.expand(&v); err != nil {
		return Target{}, err
	}
	if p.former != nil {
		t.Former, err = p.former.expand(&v)
	}
	return t, err
}

// shown returns the values and the target of a job as names and lines have them: made without the
// ignored parameters. The error is an *outcome.Failure.
func (p *Planner) shown(value Values, whole Target) (Values, Target, error) {
	if len(p.ignored) == 0 {
		return value, whole, nil
	}
	value = p.ignored.dropFrom(value)
	t, err := p.target(value)
	if err != nil {
		return value, t, err
	}
	t.URL.RawQuery = strings.TrimPrefix(p.ignored.Drop("?"+t.URL.RawQuery), "?")
	t.Text = p.ignored.Drop(cmp.Or(t.Text, redact.Parsed(t.URL)))
	return value, t, nil
}

// target makes the URL of a job.
func (p *Planner) target(value Values) (Target, error) {
	text, err := p.url.expandURL(value)
	if err != nil {
		return Target{}, err
	}
	if u := p.fixed.join(text); u != nil {
		return Target{URL: u, Text: text}, nil
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
	t := Target{URL: u}
	if u.Host != spelled {
		t.Text = textWith(spelled, u)
	}
	return t, nil
}

// textWith returns the text of u with the original spelling of its host, without secrets.
func textWith(spelled string, u *url.URL) string {
	asked := *u
	asked.Host = spelled
	return redact.Parsed(&asked)
}
