package download

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hoist/hoist/internal/integrity"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/spool"
)

// A Partial is a body that is not whole yet. The next attempt asks for the rest and, in the same
// request, for the whole body if it has changed (RFC 9110, sections 13.1.5 and 14.2).
//
// The owner of the Request or Reply that has a Partial owns it too. An exchange makes a Body of the
// Partial, drops it, or returns it with its reply. Discard drops it.
type Partial struct {
	writer    spool.Writer
	url       *url.URL            // URL of the body, after redirects
	expected  *integrity.Expected // properties that the whole body must have; nil for any
	validator string              // for If-Range; empty if the body can't be continued
	head      Head                // of the first answer
	complete  int64               // size of the whole body, -1 while unknown
	until     int64               // where the current answer ends, -1 if unknown
	looked    bool                // its first bytes were checked
	typed     bool                // head has the extension for its first bytes
	place     partials
}

// newPartial begins the body of resp, the answer to a request for the whole body. head is the head
// of resp. If r.Whole is set, the body is not continued after an error.
func newPartial(r Request, resp *http.Response, head Head) *Partial {
	p := &Partial{
		writer: spool.NewWriter(r.Expected.Computed()...), url: r.URL, expected: r.Expected, head: head,
		complete: resp.ContentLength, until: -1,
	}
	if resp.StatusCode == http.StatusOK && acceptsBytes(resp.Header) && !r.Whole {
		p.validator = strongValidator(resp.Header)
	}
	return p
}

// ask makes req a request for the rest of the body and reports whether it did. If req has another
// URL than the body, it does nothing.
func (p *Partial) ask(req *http.Request) bool {
	if p == nil || *p.url != *req.URL {
		return false
	}
	req.Header.Set("Range", fmt.Sprintf("bytes=%d-", p.writer.Size()))
	req.Header.Set("If-Range", p.validator)
	return true
}

// resume returns the reason why a 206 does not continue the body where it broke off.
func (p *Partial) resume(resp *http.Response) error {
	now := headOf(resp)
	got, err := parseContentRange(now.contentRange)
	switch {
	case err != nil:
		return err
	case got.first != p.writer.Size():
		return fmt.Errorf("the rest begins at byte %d", got.first)
	case p.complete >= 0 && got.complete >= 0 && got.complete != p.complete:
		return fmt.Errorf("the whole has %d bytes now", got.complete)
	case p.complete >= 0 && got.last >= p.complete:
		return fmt.Errorf("the rest ends at byte %d of %d", got.last, p.complete)
	case strings.HasPrefix(now.ContentType, "multipart/") && now.ContentType != p.head.ContentType:
		return fmt.Errorf("its Content-Type is %.100q", now.ContentType)
	case resp.ContentLength >= 0 && resp.ContentLength != got.last+1-got.first:
		return fmt.Errorf("%d bytes are sent as %.100q", resp.ContentLength, now.contentRange)
	case now.ETag == "" && p.validator == p.head.ETag: // with which it would have to come (RFC 9110, section 15.3.7)
		return errors.New("the rest has no ETag, so that it may be of another version")
	case changed(p.head.ETag, now.ETag):
		return fmt.Errorf("the ETag is %.100q now", now.ETag)
	case now.ETag == "" && changed(p.head.LastModified, now.LastModified):
		return fmt.Errorf("Last-Modified is %.100q now", now.LastModified)
	case now.ContentEncoding != "" && now.ContentEncoding != p.head.ContentEncoding:
		return fmt.Errorf("Content-Encoding is %.100q now", now.ContentEncoding)
	case p.complete < 0 && got.complete < 0:
		return errors.New("the length of the whole is unknown")
	}
	p.complete, p.until = max(p.complete, got.complete), got.last+1
	p.release()
	return nil
}

// changed reports whether a field of a 206 differs from the field before. A field that is missing
// in the 206 counts as the same.
func changed(before, now string) bool { return now != "" && now != before }

// atEnd checks that the body is whole: a 206 may bring less than the rest.
func (p *Partial) atEnd() error {
	if p.writer.Size() < p.until || p.writer.Size() < p.complete {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// canContinue reports whether another attempt may continue the body after err.
func (p *Partial) canContinue(err error) bool {
	if p.validator == "" || p.writer.Size() == 0 {
		return false
	}
	switch outcome.AsFailure(err).Kind {
	case outcome.Reset, outcome.Truncated, outcome.Stalled, outcome.Timeout:
		return true
	}
	return false
}

// notContinued returns the failure of an attempt that found that a body can't be continued. The
// kind is truncated, since the body broke off. So the job is tried again, from the beginning.
func notContinued(size int64, why error) *outcome.Failure {
	return outcome.Fail(outcome.Truncated, fmt.Errorf("body broke off after %d bytes and can't be continued: %w", size, why))
}

// Discard drops the body. If p is nil, it does nothing.
func (p *Partial) Discard() {
	if p == nil {
		return
	}
	p.writer.Discard()
	p.release()
}

// release frees the place of a body that waits for its next attempt.
func (p *Partial) release() {
	p.place.release()
	p.place = nil
}

// partials are the places for bodies that wait for their next attempt: each holds a buffer, and a
// file if it is large.
type partials chan struct{}

// keep takes a place, if one is free.
func (c partials) keep() bool {
	select {
	case c <- struct{}{}:
		return true
	default:
		return false
	}
}

// release gives a place back. If c is nil, it does nothing.
func (c partials) release() {
	if c != nil {
		<-c
	}
}

// minimalAge is the age that a Last-Modified must have at the time of the answer, so that any two
// versions differ in it. It is a second by RFC 9110, section 8.8.2.2, and a minute by its
// predecessor. After a minute more clocks agree.
const minimalAge = time.Minute

// strongValidator returns a validator for If-Range: a strong ETag. If there is no ETag, it returns
// a Last-Modified that is strong (RFC 9110, section 13.1.5). If there is neither, it returns "".
func strongValidator(h http.Header) string {
	if tag := first(h, "Etag"); tag != "" {
		if len(tag) < 2 || len(tag) > longestHeader || tag[0] != '"' || tag[len(tag)-1] != '"' {
			return ""
		}
		return tag
	}
	modified, err := http.ParseTime(h.Get("Last-Modified"))
	if err != nil {
		return ""
	}
	sent, err := http.ParseTime(h.Get("Date"))
	if err != nil || sent.Sub(modified) < minimalAge {
		return ""
	}
	return h.Get("Last-Modified")
}
