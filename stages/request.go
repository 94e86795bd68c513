package stages

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
)

// A Request is a job with all that is known before anything is sent: what to fetch, and as what to save it.
type Request struct {
	Job     source.Job
	URL     *url.URL      // its host is canonical; nil where Err is set
	Host    string        // that takes its turn: origin.Key of URL
	Name    string        // of the file, under the destination, with `/` between folders
	Attempt int           // 1, 2, …; 0 before the first
	Trail   []*url.URL    // where redirects have led the attempt from, before URL
	Spent   time.Duration // by the exchanges of the attempt so far
	Partial *partial      // what an earlier attempt got of the body; mostly nil
	Known   *sink.Record  // of the file that is there, where it is not to be fetched unless it has changed; else nil
	Started time.Time     // of the first attempt; zero before
	Err     error         // a Failure: the job can't be fetched, or is not wanted

	RetryWait time.Duration // between attempts, in all

	text   string        // of the first URL of an attempt as it was asked for, without secrets, where it is at hand or differs from URL
	ticket *hosts.Ticket // the scheduler's
}

// A Planner makes requests of jobs. It is pure, and safe for use by several goroutines.
type Planner struct {
	url   template
	names nameTemplate
	user  *url.Userinfo // of the URL template
	fixed *fixedOrigin  // of the URL template; nil where codes have a say in it
}

// NewPlanner parses the two templates. Where flags is set, codes are flag codes. The error is the user's to
// fix: it quotes the template and says what is wrong.
func NewPlanner(urlTemplate, nameTemplate string, flags bool) (*Planner, error) {
	p := &Planner{}
	err := p.parseURL(urlTemplate)
	if err != nil {
		return nil, fmt.Errorf("url template %q: %w", redact.URL(urlTemplate), err)
	}
	p.names, err = parseName(nameTemplate, extension(p.url), flags)
	return p, err
}

func (p *Planner) parseURL(text string) (err error) {
	if p.url, err = parseTemplate(text); err != nil {
		return err
	}
	if len(p.url.parts) > 0 && p.url.parts[0].name == "" {
		if p.user, err = checkOrigin(p.url); err != nil {
			return err
		}
		p.fixed = fixOrigin(p.url.beginning())
	}
	if !p.url.has(source.Vars()...) {
		return fmt.Errorf("has no variable, so every code would be the same file; there are %s", strings.Join(source.Vars(), ", "))
	}
	return nil
}

// checkOrigin checks what the template itself says of scheme and host, by trying it with a harmless code, and
// returns its user name and password.
func checkOrigin(t template) (*url.Userinfo, error) {
	u, err := url.Parse(t.expandURL(source.Job{Seq: 1, Code: "BR"}))
	switch {
	case err != nil && strings.Contains(t.text, "@"):
		return nil, errors.New("is no valid URL; in a user name or password all but letters and digits is best percent-encoded")
	case err != nil:
		return nil, unreadable(err)
	}
	user := u.User
	u.User = nil
	return user, canonicalize(u)
}

// Plan makes the request for job.
func (p *Planner) Plan(job source.Job) Request {
	r := Request{Job: job}
	switch {
	case errors.Is(job.Err, source.ErrSeen):
		r.Err = &outcome.Failure{Status: outcome.Skipped, Err: job.Err}
		return r
	case job.Err != nil:
		r.Err = outcome.Fail(outcome.BadInput, job.Err)
		return r
	}
	if redact.URLs(job.Code) != job.Code {
		r.Err = outcome.Fail(outcome.BadURL, errUser)
		return r
	}
	text := p.url.expandURL(job)
	if u := p.fixed.join(text); u != nil {
		r.URL, r.Host, r.Name, r.text = u, p.fixed.host, p.names.expand(job), text
		return r
	}
	u, err := url.Parse(text)
	if err != nil {
		r.Err = outcome.Fail(outcome.BadURL, unreadable(err))
		return r
	}
	if p.user != nil {
		u.User = nil
	}
	spelled := u.Host
	if err := canonicalize(u); err != nil {
		r.Err = outcome.Fail(outcome.BadURL, err)
		return r
	}
	u.User = p.user
	u.Fragment, u.RawFragment = "", ""
	r.URL, r.Host, r.Name = u, origin.Key(u), p.names.expand(job)
	if u.Host != spelled {
		r.text = textWith(spelled, u)
	}
	return r
}

var errUser = errors.New("has a user name or password in it, which would show in names and lines; put them into the template")

// canonicalize makes the host of u canonical, and refuses what hoist can't or must not request.
func canonicalize(u *url.URL) error {
	switch {
	case u.Scheme == "":
		return errors.New("has no http:// or https:// before it")
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("has the scheme %.20q; only http and https are fetched", u.Scheme)
	case u.User != nil && u.Host != "":
		return errUser
	}
	return origin.Canonicalize(u)
}

// asked is the first URL of the attempt as lines show it: spelled as it was asked for, without
// secrets.
func (r *Request) asked() string {
	if r.text != "" {
		return r.text
	}
	return redact.URLs(r.origin().String())
}

// textWith returns the text of u with its host as it was spelled before, without secrets.
func textWith(spelled string, u *url.URL) string {
	asked := *u
	asked.Host = spelled
	return redact.URLs(asked.String())
}

// unreadable says why url.Parse refused a text, without that, which stands elsewhere and may hold a password.
func unreadable(err error) error {
	if parse, ok := errors.AsType[*url.Error](err); ok {
		err = parse.Err
	}
	if err == url.EscapeError("%20") { // which a host alone must not have
		return errors.New("has a blank in the host name, where none can be")
	}
	return fmt.Errorf("can't be read as a URL: %w", err)
}
