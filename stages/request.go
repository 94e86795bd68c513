package stages

import (
	"errors"
	"fmt"
	"time"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/expect"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/source"
)

// A Request is a job with everything that is known before a request is sent: the URL to fetch, and
// the name of the file to save.
type Request struct {
	Job     source.Job
	Order   uint64           // 1, 2, … in the order of reading, of the jobs that have lines
	Get     download.Request // its URL is nil if Err is set
	Host    string           // the host in the scheduler: origin.Key of the URL
	Name    string           // of the file, under the destination; empty until the answer if it depends on that
	Former  string           // another name of the file in earlier runs; empty for none
	Attempt int              // 1, 2, …; 0 before the first
	Cached  *logline.Record  // an existing file that is fetched only if it has changed, or not at all; else nil
	Started time.Time        // of the first attempt; zero before it
	Err     error            // a Failure: the job can't be fetched, or need not be

	RetryWait time.Duration // total wait between attempts

	text    string              // the first URL as lines show it; empty if that is Get.Origin without secrets
	ignored naming.IgnoredQuery // parameters that lines leave out
	ticket  *hosts.Ticket       // of the scheduler; nil before dispatch
	turn    uint64              // the key of its turn; 0 for none
	read    hosts.Instant       // when dispatch read it
}

// A planner makes the requests of jobs. It is not safe for use by several goroutines.
type planner struct {
	templates *naming.Planner
	expect    expect.Templates
	names     *naming.Memory // nil if the templates prove that names are unique
	part      parts.Part     // of the list
	divider   *parts.Divider // of the list; nil if the part is the whole
	job       source.Job     // the job whose variables value returns
	value     naming.Values  // made once for all jobs
}

func newPlanner(s Source, names *naming.Memory) *planner {
	p := &planner{templates: s.Planner, expect: s.Expect, names: names, part: s.Part}
	if !s.Part.IsWhole() {
		p.divider = parts.NewDivider(s.Part.Rule, s.Planner)
	}
	p.value = func(name string) (string, bool) { return p.job.Var(name) }
	return p
}

// planMine returns the request for a job that is in the part of the run. If the job is in another
// part, mine is false. A repeated code is in the part of the first.
func (p *planner) planMine(job source.Job) (r Request, mine bool) {
	if p.divider != nil {
		p.job = job
		value := p.value
		if job.Err != nil && !errors.Is(job.Err, source.ErrSeen) {
			value = nil
		}
		if k, _ := p.divider.Part(job.Code, value); k != p.part.K {
			return Request{}, false
		}
	}
	return p.plan(job), true
}

// plan returns the request for a job.
func (p *planner) plan(job source.Job) Request {
	r := Request{Job: job, ignored: p.templates.Ignored()}
	switch {
	case errors.Is(job.Err, source.ErrSeen):
		r.Err = &outcome.Failure{Status: outcome.Skipped, Err: job.Err}
		return r
	case job.Err != nil:
		r.Err = outcome.Fail(outcome.BadInput, job.Err)
		return r
	}
	p.job = job
	expected, err := p.expect.For(p.value)
	if err != nil {
		r.Err = inLine(job, outcome.Fail(outcome.BadInput, err))
		return r
	}
	target, err := p.templates.Plan(p.value)
	if err != nil {
		r.Err = inLine(job, err)
		return r
	}
	r.Get.Expected = expected
	r.Get.URL, r.Host, r.Name, r.Former = target.URL, origin.Key(target.URL), target.Name, target.Former
	r.text = target.Text
	if r.Name != "" {
		r.Err = p.names.Claim(job.Code, job.Seq, r.Name)
	}
	return r
}

// inLine returns an error of planning with the line of the job's record, if it has one.
func inLine(job source.Job, err error) error {
	failure, ok := err.(*outcome.Failure)
	if job.Record == nil || !ok {
		return err
	}
	subject := ""
	if failure.Kind == outcome.BadURL {
		subject = "the URL "
	}
	return &outcome.Failure{
		Status: failure.Status, Kind: failure.Kind, Err: fmt.Errorf("line %d: %s%w", job.Record.Line, subject, failure.Err),
	}
}

// name returns the file name of a request whose name depends on the answer. The error is an
// *outcome.Failure.
func (p *planner) name(r *Request, answer naming.Answer) (string, error) {
	p.job = r.Job
	name, err := p.templates.Name(p.value, r.Get.Origin(), answer)
	if err != nil {
		return "", err
	}
	return name, p.names.Claim(r.Job.Code, r.Job.Seq, name)
}

// asked returns the first URL of the attempt as lines show it: in its original spelling, without
// secrets.
func (r *Request) asked() string {
	if r.text != "" {
		return r.text
	}
	return redact.Parsed(r.Get.Origin())
}
