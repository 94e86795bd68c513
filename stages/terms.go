package stages

import (
	"errors"
	"fmt"
	"net/http"

	"golang.org/x/time/rate"

	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/mediatype"
	"github.com/hoist/hoist/internal/outcome"
)

// Content is what bodies have to be, and how fast they may come. The zero value is no limit.
type Content struct {
	MaxBytes  int64            // size of the largest; 0 for no limit
	Types     mediatype.Ranges // what they may be; empty for anything
	Bandwidth int64            // of all bodies together, in bytes a second; 0 for no limit
}

// terms are Content at work, for all exchanges of a run. The zero value asks for nothing and keeps no partial body.
type terms struct {
	content  Content
	throttle *rate.Limiter
	partials partials
}

// terms keep as many partial bodies as there are workers, beside those in flight.
func (cfg *Config) terms() terms {
	return terms{content: cfg.Content, throttle: newThrottle(cfg.Content.Bandwidth), partials: make(partials, cfg.Workers)}
}

// judge says what the header of a final answer means: nil where its body is the file, or the rest of it. asked is the
// body of whose rest the request was, nil if it was for the whole.
func (t *terms) judge(resp *http.Response, asked *partial) error {
	start := int64(0)
	switch {
	case asked != nil && resp.StatusCode == http.StatusPartialContent:
		start = asked.Size
		if err := asked.resume(resp); err != nil {
			return notContinued(start, err)
		}
	case asked != nil && resp.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		return notContinued(asked.Size, errors.New(statusText(resp.StatusCode)))
	default:
		if err := verdict(resp.StatusCode); err != nil {
			return err
		}
		if err := t.content.Types.CheckHeader(first(resp.Header, "Content-Type")); err != nil {
			return outcome.Fail(outcome.BadContent, err)
		}
	}
	if resp.ContentLength >= 0 {
		return t.checkSize(start + resp.ContentLength)
	}
	return nil
}

// isAboutRanges reports whether status answers a request for a range as such.
func isAboutRanges(status int) bool {
	return status == http.StatusPartialContent || status == http.StatusRequestedRangeNotSatisfiable
}

// read reads the body of an answer into p, which ends whole, kept for another attempt, or discarded.
func (x *exchanger) read(s *session, p *partial, resp *http.Response, got *reply) {
	got.partial = nil
	defer func() {
		if got.partial == nil {
			p.discard() // nothing, where it was whole
		}
	}()
	if resp.StatusCode == http.StatusPartialContent {
		got.head = p.head
	}
	s.reader = httpclient.NewIdleReader(resp.Body, s.limit, x.stalled)
	err := p.grow(s.ctx, withThrottle(s.ctx, &s.reader, x.throttle), x.spillway, func(ended bool) error { return x.admit(p, ended) }, s.cancel)
	if err == nil {
		got.body = p.finish()
		return
	}
	if outcome.IsFatal(err) {
		got.err = err
		return
	}
	got.err = failed(s.ctx, brokenOff(err, p.Size, p.complete), httpclient.ClassifyBody)
	if outcome.AsFailure(got.err).Kind == outcome.BadContent {
		drainBody(resp, s.limit)
	}
	if p.canContinue(got.err) && x.partials.keep() {
		p.place, got.partial = x.partials, p
	}
}

// admit looks at a body after each read, and at its end.
func (t *terms) admit(p *partial, ended bool) error {
	if err := t.checkSize(p.Size); err != nil {
		return err
	}
	if p.until >= 0 && p.Size > p.until {
		p.validator = "" // who knows what it is that came
		return notContinued(p.Size, fmt.Errorf("more came than the %d bytes announced", p.until))
	}
	if !p.looked && (ended || p.Size >= mediatype.FirstBytes) {
		p.looked = true
		first := (*p.memory)[:min(p.filled, mediatype.FirstBytes)]
		if err := t.content.Types.CheckFirst(p.head.contentType, p.head.encoding, first); err != nil {
			return outcome.Fail(outcome.BadContent, err)
		}
	}
	if ended {
		return p.atEnd()
	}
	return nil
}

func (t *terms) checkSize(size int64) error {
	if limit := t.content.MaxBytes; limit > 0 && size > limit {
		return outcome.Fail(outcome.TooLarge, fmt.Errorf("body of %d bytes or more is over the limit of %d", size, limit))
	}
	return nil
}
