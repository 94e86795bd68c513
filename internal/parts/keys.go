package parts

import (
	"net/url"
	"strings"

	"github.com/hoist/hoist/internal/origin"
)

// Keys finds the keys of URLs by Rule.Key, without parsing each URL. It is for one goroutine.
type Keys struct {
	known map[string]string // by the text of a URL before its path; "" if that is no URL
}

// mostKnown is the number of origins that Keys remembers.
const mostKnown = 4096

// Of returns the host of a URL for limits. If the text is no URL of a host, ok is false. Of does not
// look at the rest of the URL. If that can't be parsed, the run reports it.
func (k *Keys) Of(text string) (key string, ok bool) {
	end := strings.Index(text, "://")
	if end < 0 {
		return "", false
	}
	end += len("://")
	if i := strings.IndexAny(text[end:], "/?#"); i >= 0 {
		text = text[:end+i]
	}
	key, ok = k.known[text]
	if ok {
		return key, key != ""
	}
	if k.known == nil || len(k.known) >= mostKnown {
		k.known = map[string]string{}
	}
	key = keyOf(text)
	k.known[strings.Clone(text)] = key
	return key, key != ""
}

func keyOf(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return ""
	}
	u.User = nil // it is not part of the key, and the run decides whether it is permitted
	if origin.Canonicalize(u) != nil {
		return ""
	}
	return origin.Key(u)
}
