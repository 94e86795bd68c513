package download

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
)

// A body of more than maxBody bytes is not a message for people, and has no detail. A detail has up
// to maxDetail characters.
const (
	maxBody   = 4 << 10
	maxDetail = 200
)

// drainDetail reads the rest of the body of an error, like drain. If the body is a short text, it
// returns the beginning of the text, without secrets.
func (d *Downloader) drainDetail(s *session, r Request, resp *http.Response) string {
	if !mayHaveDetail(resp) {
		drain(resp, nil, s.limit)
		return ""
	}
	size := int64(maxBody)
	if resp.ContentLength >= 0 {
		size = resp.ContentLength
	}
	body := make([]byte, size+1)
	n, whole := drain(resp, body, s.limit)
	if body = body[:n]; !whole || n > maxBody {
		return "" // a secret that is cut off can't be found
	}
	mediaType := mediaType(resp.Header)
	if mediaType == "" {
		mediaType, _, _ = strings.Cut(http.DetectContentType(body), ";")
	}
	if !isText(mediaType) || bytes.IndexByte(body, 0) >= 0 {
		return ""
	}
	text := string(body)
	if mediaType == "text/html" {
		text = html.UnescapeString(withoutTags(text))
	}
	return redact.Excerpt(hide(text, d.secrets(s.request, r.Origin())), maxDetail)
}

// mayHaveDetail reports whether the header of an answer allows a detail.
func mayHaveDetail(resp *http.Response) bool {
	coding := first(resp.Header, "Content-Encoding")
	return resp.StatusCode >= 400 && resp.ContentLength <= maxBody && (coding == "" || strings.EqualFold(coding, "identity")) &&
		(mediaType(resp.Header) == "" || isText(mediaType(resp.Header)))
}

// mediaType returns the type of a Content-Type, in lower case and without its parameters.
func mediaType(h http.Header) string {
	value, _, _ := strings.Cut(first(h, "Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(value))
}

// isText reports whether a media type is text, XML or JSON.
func isText(mediaType string) bool {
	return strings.HasPrefix(mediaType, "text/") || mediaType == "application/json" || mediaType == "application/xml" ||
		strings.HasSuffix(mediaType, "+json") || strings.HasSuffix(mediaType, "+xml")
}

// withoutTags returns the text of an HTML page: a blank in place of each tag, comment, script and
// style sheet.
func withoutTags(page string) string {
	var b strings.Builder
	for {
		text, rest, found := strings.Cut(page, "<")
		b.WriteString(text)
		if !found {
			return b.String()
		}
		b.WriteByte(' ')
		_, page, found = strings.Cut(rest, endOfTag(rest))
		if !found {
			return b.String()
		}
	}
}

// endOfTag returns the end of the tag, or of the element without text, that begins with tag. tag
// lacks its `<`.
func endOfTag(tag string) string {
	if strings.HasPrefix(tag, "!--") {
		return "-->"
	}
	for _, name := range []string{"script", "style"} {
		if len(tag) >= len(name) && strings.EqualFold(tag[:len(name)], name) {
			return "</" + tag[:len(name)] + ">"
		}
	}
	return ">"
}

// shortestSecret is the length of the shortest secret that is hidden. Hiding shorter ones would
// hide parts of words.
const shortestSecret = 3

// hide replaces secrets by ***, also in the spellings of JSON, HTML and URLs.
func hide(text string, secrets []string) string {
	for _, secret := range secrets {
		if len(secret) < shortestSecret {
			continue
		}
		quoted, _ := json.Marshal(secret) // encoding a string can't fail
		spellings := []string{
			secret, string(quoted[1 : len(quoted)-1]), html.EscapeString(secret), url.QueryEscape(secret), url.PathEscape(secret),
		}
		for _, spelling := range slices.Compact(spellings) {
			text = strings.ReplaceAll(text, spelling, "***")
		}
	}
	return text
}

// hideSecrets hides the user's secrets in the texts of a failed reply, since a server may send
// back the fields of the request.
func (d *Downloader) hideSecrets(reply *Reply, r Request) {
	if reply.Err == nil || r.URL == nil {
		return
	}
	secrets := d.secrets(&http.Request{URL: r.URL}, r.Origin())
	if len(secrets) == 0 {
		return
	}
	if text := reply.Err.Error(); hide(text, secrets) != text {
		f := outcome.AsFailure(reply.Err)
		reply.Err = &outcome.Failure{Status: f.Status, Kind: f.Kind, Err: hiddenError{f.Err, hide(f.Err.Error(), secrets)}}
	}
	for _, value := range []*string{&reply.Head.ContentType, &reply.Head.ContentEncoding, &reply.Head.ETag,
		&reply.Head.LastModified} {
		*value = hide(*value, secrets)
	}
}

// A hiddenError is an error with a text in which secrets are hidden.
type hiddenError struct {
	error
	text string
}

func (e hiddenError) Error() string { return e.text }
func (e hiddenError) Unwrap() error { return e.error }

// secrets returns the user's secrets that a server may send back, longer ones first.
func (d *Downloader) secrets(req *http.Request, first *url.URL) []string {
	secrets := d.config.Header.Secrets(first)
	if proxy, _ := d.proxy(req); proxy != nil {
		secrets = append(secrets, proxy.Secrets()...)
	}
	slices.SortStableFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	return secrets
}
