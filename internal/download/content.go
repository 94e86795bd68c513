package download

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/mediatype"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/spool"
)

// Content limits which bodies are accepted, and how fast they may come. The zero value has no
// limit.
type Content struct {
	MaxBytes  int64            // size of the largest body; 0 for no limit
	MinBytes  int64            // size of the smallest body
	Types     mediatype.Ranges // the accepted types; empty for any type
	Bandwidth int64            // bytes per second of all bodies together; 0 for no limit
}

// checkAnswer checks the header of a final answer. If the body is the file or the rest of the file,
// it returns nil. asked is the partial body that a range request continues; nil for a request
// without a range.
func (d *Downloader) checkAnswer(r Request, resp *http.Response, asked *Partial) error {
	size, encoding := resp.ContentLength, first(resp.Header, "Content-Encoding")
	switch {
	case asked != nil && resp.StatusCode == http.StatusPartialContent:
		if err := asked.resume(resp); err != nil {
			return notContinued(asked.writer.Size(), err)
		}
		size, encoding = asked.complete, asked.head.ContentEncoding
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
	if size < 0 {
		return nil
	}
	if err := d.checkSize(size); err != nil {
		return err
	}
	if err := d.checkLeast(size); err != nil {
		return err
	}
	return checkExpectedSize(r.Expected, size, encoding)
}

// isAboutRanges reports whether a status only answers range requests.
func isAboutRanges(status int) bool {
	return status == http.StatusPartialContent || status == http.StatusRequestedRangeNotSatisfiable
}

// read reads the body of an answer into p. At the end p is whole, kept for another attempt, or
// discarded.
func (d *Downloader) read(s *session, p *Partial, resp *http.Response, reply *Reply) {
	reply.Partial = nil
	defer func() {
		if reply.Partial == nil {
			p.Discard() // does nothing if p is whole
		}
	}()
	if resp.StatusCode == http.StatusPartialContent {
		reply.Head = p.head
	}
	s.reader = httpclient.NewIdleReader(resp.Body, s.limit, d.stalled, d.config.Received)
	err := p.writer.ReadFrom(s.ctx, withThrottle(s.ctx, &s.reader, d.throttle), d.spool,
		func(ended bool) error { return d.admit(p, ended) }, s.cancel)
	if err == nil {
		reply.Body, reply.Head.Extension = p.writer.Finish(), p.head.Extension
		if reply.Err = checkExpected(p.expected, &reply.Body, p.head.ContentEncoding); reply.Err != nil {
			reply.Body.Discard()
			reply.Body = spool.Body{}
		}
		return
	}
	if outcome.IsFatal(err) {
		reply.Err = err
		return
	}
	reply.Err = failed(s.ctx, brokenOff(err, p.writer.Size(), p.complete), httpclient.ClassifyBody)
	if outcome.AsFailure(reply.Err).Kind == outcome.BadContent {
		drain(resp, nil, s.limit)
	}
	if p.canContinue(reply.Err) && d.partials.keep() {
		p.place, reply.Partial = d.partials, p
	}
}

// admit checks a body after each read, and at its end.
func (d *Downloader) admit(p *Partial, ended bool) error {
	size := p.writer.Size()
	if err := d.checkSize(size); err != nil {
		return err
	}
	if p.until >= 0 && size > p.until {
		p.validator = "" // the bytes may be of something else
		return notContinued(size, fmt.Errorf("more came than the %d bytes announced", p.until))
	}
	if p.expected != nil && p.expected.Size >= 0 && size > p.expected.Size {
		return mismatch(fmt.Sprintf("has %d bytes or more, and %d are expected", size, p.expected.Size), p.head.ContentEncoding)
	}
	if !p.looked && (ended || size >= mediatype.FirstBytes) {
		p.looked = true
		first := p.writer.First(mediatype.FirstBytes)
		if err := d.config.Content.Types.CheckFirst(p.head.ContentType, p.head.ContentEncoding, first); err != nil {
			return outcome.Fail(outcome.BadContent, err)
		}
	}
	if d.config.Extension && !p.typed && (ended || size >= mediatype.TypeBytes) {
		p.typed = true
		p.head.Extension = mediatype.Extension(p.head.ContentType, p.head.ContentEncoding, p.writer.First(mediatype.TypeBytes))
	}
	if !ended {
		return nil
	}
	if err := p.atEnd(); err != nil {
		return err
	}
	return d.checkLeast(size)
}

func (d *Downloader) checkSize(size int64) error {
	if limit := d.config.Content.MaxBytes; limit > 0 && size > limit {
		return outcome.Fail(outcome.TooLarge, fmt.Errorf("body of %d bytes or more is over the limit of %d", size, limit))
	}
	return nil
}

func (d *Downloader) checkLeast(size int64) error {
	if least := d.config.Content.MinBytes; size < least {
		return outcome.Fail(outcome.BadContent, fmt.Errorf("body of %d bytes is under the limit of %d (--min-bytes)", size, least))
	}
	return nil
}
