package stages

import (
	"net/url"
	"strings"
)

// A fixedOrigin is scheme, host and port of a URL template that all codes share, so that they need not be parsed again for
// each. nil is none.
type fixedOrigin struct {
	url  url.URL // without a path
	host string  // as hostOf has it
	path int     // where a path begins in the text of a URL
}

// fixOrigin finds the origin in the text with which a URL template begins; nil where it does not end there, or has a
// user, or is spelled in a way that url.URL would change.
func fixOrigin(literal string) *fixedOrigin {
	scheme, rest, _ := strings.Cut(literal, "://")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 || rest[end] != '/' {
		return nil
	}
	text := scheme + "://" + rest[:end]
	u, err := url.Parse(text)
	if err != nil || checkURL(u) != nil || u.String() != text {
		return nil
	}
	return &fixedOrigin{url: *u, host: hostOf(u), path: len(text)}
}

// join is what url.Parse makes of a URL of the template, where its path is such that nothing in it is escaped, and it ends
// there; nil of any other.
func (f *fixedOrigin) join(text string) *url.URL {
	if f == nil {
		return nil
	}
	path := text[f.path:]
	for i := range len(path) {
		if !isUnreserved(path[i]) && path[i] != '/' {
			return nil
		}
	}
	u := f.url
	u.Path = path
	return &u
}
