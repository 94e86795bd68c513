// Package naming makes the URL and the file name of a job from templates. It does no I/O.
// [Planner.Plan] makes the host of the URL canonical, once for all jobs if the template fixes the
// origin. Target.Text keeps the original spelling of the URL for the lines. [Planner.Server] is the
// host and port in the template. The guard of package httpclient lets requests go to that server at
// any address.
package naming

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/hoist/hoist/internal/redact"
)

// A Planner makes targets of jobs. It has no state, and is safe for use by several goroutines.
type Planner struct {
	url        template
	names      nameTemplate
	former     *nameTemplate // nil for none
	formerText string        // Templates.Former; empty for none
	user       *url.Userinfo // of the URL template
	fixed      *fixedOrigin  // of the URL template; nil if it depends on the code

	ignored IgnoredQuery
}

// Templates are the texts of the templates of a run.
type Templates struct {
	URL  string
	Name string // of the files

	// OwnURL and OwnName are set if hoist chose the template, and not the user. Then {name} is
	// always the variable of hoist, even if there is a column of that name.
	OwnURL, OwnName bool

	// Former is a template by which earlier runs may have named the files; empty for none. It is
	// hoist's own.
	Former string

	// Verbatim makes {+name} in Name keep all characters that the file system takes.
	Verbatim bool

	// Ignored are the parameters of URLs that names and Target.Text leave out.
	Ignored IgnoredQuery
}

// New parses the templates. The error is for the user: it quotes the template and the mistake.
func New(t Templates, vars Variables) (*Planner, error) {
	p := &Planner{formerText: t.Former, ignored: t.Ignored}
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

// Former returns the template by which earlier runs may have named the files. It returns "" if they
// can have no other names.
func (p *Planner) Former() string { return p.formerText }

// BySeq reports whether names are unique only by the number of a code in its list. So a list that
// was changed may give the name of a code to another code.
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
