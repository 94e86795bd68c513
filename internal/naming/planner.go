// Package naming makes the URL and the file name of a job from templates. It does no I/O.
// [Planner.Plan] makes the host of the URL canonical, once for all jobs if the template fixes the
// origin. Target.Text keeps the original spelling of the URL for the lines. [Planner.Server] is the
// host and port in the template. The guard of package httpclient lets requests go to that server at
// any address.
package naming

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
)

// A Planner makes targets of jobs. It has no state, and is safe for use by several goroutines.
type Planner struct {
	url    template
	names  nameTemplate
	former *nameTemplate // nil for none
	before string        // Templates.Former
	user   *url.Userinfo // of the URL template
	fixed  *fixedOrigin  // of the URL template; nil if it depends on the code

	ignored IgnoredQuery
}

// Templates are the texts of the templates of a run.
type Templates struct {
	URL  string
	Name string // of the files

	// OwnURL and OwnName say that hoist chose the template, and not the user. Then {name} is always
	// the variable of hoist, also if there is a column of that name.
	OwnURL, OwnName bool

	// Former is a template by which earlier runs may have named the files; empty for none. It is
	// hoist's own.
	Former string

	// Verbatim makes {+name} in Name keep all characters that the file system takes.
	Verbatim bool

	// Ignored are the parameters of URLs that names and Target.Text leave out.
	Ignored IgnoredQuery
}

// A Target is the URL and the file name of a job.
type Target struct {
	URL    *url.URL // its host is canonical
	Name   string   // of the file, relative to the destination, with `/` between directories; empty if Planner.AfterAnswer
	Former string   // the name that an earlier run may have given to the file; empty for none

	// Text is the URL as lines show it: its original spelling, without secrets and ignored
	// parameters. It is empty if it is the same as URL and would have to be made.
	Text string
}

// New parses the templates. The error is for the user: it quotes the template and the mistake.
func New(t Templates, vars Variables) (*Planner, error) {
	p := &Planner{before: t.Former, ignored: t.Ignored}
	own := vars.withoutColumns()
	ofURL, ofName := &vars, &vars
	if t.OwnURL {
		ofURL = &own
	}
	if t.OwnName {
		ofName = &own
	}
	err := p.parseURL(t.URL, ofURL)
	if err != nil {
		return nil, fmt.Errorf("url template %q: %w", redact.URL(t.URL), err)
	}
	if p.names, err = parseName(t.Name, p.url, ofName, t.Verbatim); err != nil {
		return nil, err
	}
	if t.Former != "" {
		former, err := parseName(t.Former, p.url, &own, false)
		if err != nil {
			return nil, err
		}
		p.former = &former
	}
	return p, nil
}

// Unproven returns the reason why two codes may have the same file name. If they can't, it returns
// nil.
func (p *Planner) Unproven() error { return p.names.unproven }

// Former returns the template by which earlier runs may have named the files; "" for none.
func (p *Planner) Former() string { return p.before }

// BySeq reports whether names are unique only by the number of a code in its list. So a list that was
// changed may give the name of a code to another code.
func (p *Planner) BySeq() bool { return p.names.bySeq }

// AfterAnswer reports whether names depend on the answer of the server.
func (p *Planner) AfterAnswer() bool { return p.names.afterAnswer }

// NeedsFilename and NeedsType report whether names have the variables of an Answer.
func (p *Planner) NeedsFilename() bool { return p.names.has("filename") }
func (p *Planner) NeedsType() bool     { return p.names.has("type") }

// Ignored returns the parameters of URLs that lines leave out.
func (p *Planner) Ignored() IgnoredQuery { return p.ignored }

// Name returns the file name for the URL of a job and its answer. The error is an *outcome.Failure.
func (p *Planner) Name(value Values, u *url.URL, answer Answer) (string, error) {
	value, shown, err := p.shown(value, Target{URL: u})
	if err != nil {
		return "", err
	}
	return p.names.expand(&nameValues{value, shown.URL, &answer})
}

func (p *Planner) parseURL(text string, vars *Variables) (err error) {
	if p.url, err = parseTemplate(text, vars, vars.Names); err != nil {
		return err
	}
	if len(p.url.pieces) > 0 && p.url.pieces[0].name == "" {
		if p.user, err = checkOrigin(p.url); err != nil {
			return err
		}
		p.fixed = fixOrigin(p.url.beginning())
	}
	if !p.url.hasVariable() {
		return fmt.Errorf("has no variable, so every code would be the same file; the variables are %s",
			strings.Join(append(slices.Clone(vars.Names), vars.Columns...), ", "))
	}
	return nil
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

// URLText returns the text of the URL of a job, which may not be a URL. The error is an
// *outcome.Failure.
func (p *Planner) URLText(value Values) (string, error) { return p.url.expandURL(value) }

// URLStart returns the variable whose value, as it is, begins the URL of each job. If there is none,
// it returns "".
func (p *Planner) URLStart() string {
	if first := p.url.pieces[0]; first.reserved && first.column == "" {
		return first.name
	}
	return ""
}
