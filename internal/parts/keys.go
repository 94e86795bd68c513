package parts

import (
	"net/url"
	"strings"

	"github.com/hoist/hoist/internal/origin"
)

// A keyring finds the keys of URLs: the host and port, as limits have them (origin.Key), which are
// the same for http and https. It does not parse each URL.
type keyring struct {
	known map[string]string // by the text of a URL before its path; "" if it is not a URL
}

// mostKnown is the number of origins that a keyring remembers.
const mostKnown = 4096

// of returns the key of a URL. If the text is not a URL with a host, ok is false. It does not look
// at the text after the host: if that can't be parsed, the run reports it.
func (k *keyring) of(text string) (key string, ok bool) {
	if key, ok = plain(text); ok {
		return key, true
	}
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

// plain returns the key of a URL in the usual form: http or https in lower case, a canonical host
// name, no port, and a path. For any other text ok is false.
func plain(text string) (key string, ok bool) {
	rest, ok := strings.CutPrefix(text, "http")
	if !ok || rest == "" {
		return "", false
	}
	if rest[0] == 's' {
		rest = rest[1:]
	}
	if rest, ok = strings.CutPrefix(rest, "://"); !ok {
		return "", false
	}
	end := 0
	for end < len(rest) && isPlain(rest[end]) {
		end++
	}
	if end == len(rest) || rest[end] != '/' || end == 0 || rest[end-1] == '.' {
		return "", false
	}
	return rest[:end], true
}

func isPlain(c byte) bool {
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.'
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
