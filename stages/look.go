package stages

import (
	"context"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/existing"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/pipeline"
	"github.com/hoist/hoist/internal/redact"
)

// lookStage looks for the files of requests. With one worker the codes stay in their order.
func lookStage(l *existing.Looker) pipeline.Stage[Request, Request] {
	return pipeline.Stage[Request, Request]{
		Name: "look", Workers: l.Workers(),
		Do:     func(ctx context.Context, _ int, r Request) (Request, error) { return look(ctx, l, r) },
		Pass:   func(r Request, cause error) Request { return r },
		Rescue: func(r Request, err error) Request { r.Err = outcome.Fail(outcome.Panic, err); return r },
	}
}

// look decides whether a job is fetched. If not, it sets Err. If the server is to be asked only for
// changes, it sets Cached and Get.IfChanged. The error is fatal to the run.
func look(ctx context.Context, l *existing.Looker, r Request) (Request, error) {
	if r.Err != nil || l.Reading.Err() != nil {
		return r, nil
	}
	file := existing.File{Code: r.Job.Code, Name: r.Name, Former: r.Former, Expected: r.Get.Expected}
	if r.Job.Record != nil {
		file.URL = r.asked()
	}
	found, err := l.Look(ctx, file)
	r.Name, r.Cached, r.Err = found.Name, found.Record, found.Err
	if found.Refresh {
		r.Get.IfChanged = r.version(found.Record)
	}
	return r, err
}

// version returns the validators that a log line has for a file. If the line shows the URL as the
// user wrote it, the canonical URL takes its place.
func (r *Request) version(record *logline.Record) *download.Version {
	v := &download.Version{URL: record.URL, ETag: record.ETag, LastModified: record.LastModified}
	if v.URL == r.text {
		v.URL = redact.Parsed(r.Get.URL)
	}
	return v
}
