package stages

import (
	"errors"
	"time"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/source"
)

// A Request is a job with everything that is known before a request is sent: the URL to fetch, and
// the name of the file to save.
type Request struct {
	Job     source.Job
	Get     download.Request // its URL is nil if Err is set
	Host    string           // the host in the scheduler: origin.Key of the URL
	Name    string           // of the file, under the destination, with `/` between directories
	Attempt int              // 1, 2, …; 0 before the first
	Cached  *logline.Record  // an existing file that is fetched only if it has changed, or not at all; else nil
	Started time.Time        // of the first attempt; zero before it
	Err     error            // a Failure: the job can't be fetched, or need not be

	RetryWait time.Duration // total wait between attempts

	text   string        // the first URL as the user wrote it, without secrets; empty if Get.Origin has that spelling
	ticket *hosts.Ticket // of the scheduler; nil before dispatch
}

// A planner makes the requests of jobs. It is not safe for use by several goroutines.
type planner struct {
	templates *naming.Planner
	job       source.Job    // the job whose variables value returns
	value     naming.Values // returns a variable of job; made once for all jobs
}

func newPlanner(p *naming.Planner) *planner {
	planner := &planner{templates: p}
	planner.value = func(name string) string {
		value, _ := planner.job.Var(name)
		return value
	}
	return planner
}

// plan returns the request for a job.
func (p *planner) plan(job source.Job) Request {
	r := Request{Job: job}
	switch {
	case errors.Is(job.Err, source.ErrSeen):
		r.Err = &outcome.Failure{Status: outcome.Skipped, Err: job.Err}
		return r
	case job.Err != nil:
		r.Err = outcome.Fail(outcome.BadInput, job.Err)
		return r
	}
	p.job = job
	target, err := p.templates.Plan(p.value)
	if err != nil {
		r.Err = err
		return r
	}
	r.Get.URL, r.Host, r.Name, r.text = target.URL, origin.Key(target.URL), target.Name, target.Text
	return r
}

// asked returns the first URL of the attempt as lines show it: in its original spelling, without
// secrets.
func (r *Request) asked() string {
	if r.text != "" {
		return r.text
	}
	return redact.URLs(r.Get.Origin().String())
}
