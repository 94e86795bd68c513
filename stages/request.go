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

// A Request is a job with its plan: the URL to fetch, and the name of its file.
type Request struct {
	Job     source.Job
	Get     download.Request // Get.URL is nil if Err is set
	Host    string           // key of its host in the scheduler: origin.Key of the URL
	Name    string           // of the file, relative to the destination, with `/` between directories
	Attempt int              // 1, 2, …; 0 before the first
	Known   *logline.Record  // record of the existing file, if the request is conditional; else nil
	Started time.Time        // start of the first attempt; zero before
	Err     error            // a Failure: the job can't be fetched, or is not wanted

	RetryWait time.Duration // sum of the waits between attempts

	// text is the first URL of the attempt, in its original spelling and without secrets. It is
	// empty if asked can derive it from Get.
	text   string
	ticket *hosts.Ticket // its ticket in the scheduler
}

// A planner makes requests of jobs. It is for one goroutine.
type planner struct {
	*naming.Planner
	job   source.Job    // the job whose variables value returns
	value naming.Values // made once for all jobs
}

func newPlanner(p *naming.Planner) *planner {
	planner := &planner{Planner: p}
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
	target, err := p.Plan(p.value)
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
