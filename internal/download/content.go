package download

import (
	"errors"
	"fmt"
	"net/http"

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

// checkAnswer says what the header of a final answer means: nil where its body is the file, or the
// rest of it. asked is the body of whose rest the request was, nil if it was for the whole.
func (d *Downloader) checkAnswer(resp *http.Response, asked *Partial) error {
	start := int64(0)
	switch {
	case asked != nil && resp.StatusCode == http.StatusPartialContent:
		start = asked.writer.Size()
		if err := asked.resume(resp); err != nil {
			return notContinued(start, err)
		}
	case asked != nil && resp.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		return notContinued(asked.writer.Size(), errors.New(statusText(resp.StatusCode)))
	default:
		if err := statusError(resp.StatusCode); err != nil {
			return err
		}
		if err := d.config.Content.Types.CheckHeader(first(resp.Header, "Content-Type")); err != nil {
			return outcome.Fail(outcome.BadContent, err)
		}
	}
	if resp.ContentLength >= 0 {
		return d.checkSize(start + resp.ContentLength)
	}
	return nil
}

// isAboutRanges reports whether status answers a request for a range as such.
func isAboutRanges(status int) bool {
	return status == http.StatusPartialContent || status == http.StatusRequestedRangeNotSatisfiable
}

// read reads the body of an answer into p, which ends whole, kept for another attempt, or
// discarded.
func (d *Downloader) read(s *session, p *Partial, resp *http.Response, reply *Reply) {
	reply.Partial = nil
	defer func() {
		if reply.Partial == nil {
			p.Discard() // nothing, where it was whole
		}
	}()
	if resp.StatusCode == http.StatusPartialContent {
		reply.Head = p.head
	}
	s.reader = httpclient.NewIdleReader(resp.Body, s.limit, d.stalled)
	err := p.writer.ReadFrom(s.ctx, withThrottle(s.ctx, &s.reader, d.throttle), d.spool, func(ended bool) error { return d.admit(p, ended) }, s.cancel)
	if err == nil {
		reply.Body = p.writer.Finish()
		return
	}
	if outcome.IsFatal(err) {
		reply.Err = err
		return
	}
	reply.Err = failed(s.ctx, brokenOff(err, p.writer.Size(), p.complete), httpclient.ClassifyBody)
	if outcome.AsFailure(reply.Err).Kind == outcome.BadContent {
		drain(resp, s.limit)
	}
	if p.canContinue(reply.Err) && d.partials.keep() {
		p.place, reply.Partial = d.partials, p
	}
}

// admit looks at a body after each read, and at its end.
func (d *Downloader) admit(p *Partial, ended bool) error {
	size := p.writer.Size()
	if err := d.checkSize(size); err != nil {
		return err
	}
	if p.until >= 0 && size > p.until {
		p.validator = "" // who knows what it is that came
		return notContinued(size, fmt.Errorf("more came than the %d bytes announced", p.until))
	}
	if !p.looked && (ended || size >= mediatype.FirstBytes) {
		p.looked = true
		first := p.writer.First(mediatype.FirstBytes)
		if err := d.config.Content.Types.CheckFirst(p.head.ContentType, p.head.ContentEncoding, first); err != nil {
			return outcome.Fail(outcome.BadContent, err)
		}
	}
	if ended {
		return p.atEnd()
	}
	return nil
}

func (d *Downloader) checkSize(size int64) error {
	if limit := d.config.Content.MaxBytes; limit > 0 && size > limit {
		return outcome.Fail(outcome.TooLarge, fmt.Errorf("body of %d bytes or more is over the limit of %d", size, limit))
	}
	return nil
}
