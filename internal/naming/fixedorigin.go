package naming

import (
	"net/url"
	"strings"

	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/percent"
)

// A fixedOrigin is the scheme, host and port of a URL template if all codes share them. So they are
// parsed only once. If they don't share one, the fixedOrigin is nil.
type fixedOrigin struct {
	url  url.URL // without a path
	path int     // the beginning of the path in the text of a URL
}

// fixOrigin returns the origin in literal, the text with which all URLs of a template begin. If the
// origin does not end there, has a user, or is not spelled as lines show it, it returns nil.
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

// join returns the URL for text without parsing it. If the path has a character other than / and
// the unreserved ones, it returns nil: text may have a query, a fragment or an escaped character.
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
