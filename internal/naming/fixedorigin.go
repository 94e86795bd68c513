package naming

import (
	"net/url"
	"strings"

	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/percent"
)

// A fixedOrigin is scheme, host and port of a URL template that all codes share, so that they need
// not be parsed again for each. nil is none.
type fixedOrigin struct {
	url  url.URL // without a path
	path int     // where a path begins in the text of a URL
}

// fixOrigin finds the origin in the text with which URLs of a template begin; nil where it does not
// end there, or has a user, or is spelled in a way that lines would not show. Its host is made
// canonical once.
func fixOrigin(literal string) *fixedOrigin {
	scheme, rest, _ := strings.Cut(literal, "://")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 || rest[end] != '/' {
		return nil
	}
	text := scheme + "://" + rest[:end]
	u, err := url.Parse(text)
	if err != nil || u.String() != text || origin.Canonicalize(u) != nil {
		return nil
	}
	return &fixedOrigin{url: *u, path: len(text)}
}

// join is what Plan makes of the text of a URL of the template, where its path is such that nothing
// in it is escaped, and it ends there; nil of any other.
func (f *fixedOrigin) join(text string) *url.URL {
	if f == nil {
		return nil
	}
	path := text[f.path:]
	for i := range len(path) {
		if !percent.IsUnreserved(path[i]) && path[i] != '/' {
			return nil
		}
	}
	u := f.url
	u.Path = path
	return &u
}
