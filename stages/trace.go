package stages

import (
	"time"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/source"
)

// A tracer sends steps to the sink, one at a time. The zero value sends none.
type tracer struct{ steps chan<- logline.Step }

func (t tracer) step(job source.Job, name logline.StepName, worker int) {
	if t.steps != nil {
		t.steps <- logline.Step{Time: time.Now(), Seq: job.Seq, Code: job.Code, Name: name, Worker: worker}
	}
}

// tracing returns the steps of the run and the tracer that sends them.
func (cfg *Config) tracing() (<-chan logline.Step, tracer) {
	if !cfg.Report.Trace {
		return nil, tracer{}
	}
	steps := make(chan logline.Step)
	return steps, tracer{steps}
}
