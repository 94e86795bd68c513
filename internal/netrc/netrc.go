// Package netrc reads .netrc files: user names and passwords by host.
package netrc

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/hoist/hoist/internal/origin"
)

// A File holds user names and passwords by host, as a .netrc file lists them. A nil File is empty.
type File []Entry

// An Entry is the login at a host.
type Entry struct {
	Host            string // canonical; empty for the default
	Login, Password string
}

// Find returns the login for a canonical host: from the first entry that is for the host or is a
// default. If there is no such entry, or it has neither a login nor a password, Find returns nil.
func (n File) Find(host string) *url.Userinfo {
	for _, e := range n {
		if e.Host == "" || e.Host == host {
			if e.Login == "" && e.Password == "" {
				return nil
			}
			return url.UserPassword(e.Login, e.Password)
		}
	}
	return nil
}

// Parse reads the text of a .netrc file, of machine, default, login, password, account and macdef,
// with values in quotes as curl reads them. The error names a line and shows nothing of it.
func Parse(text string) (File, error) {
	n := File{}
	w := words{rest: text, line: 1}
	for {
		word, ok, err := w.next()
		switch {
		case err != nil:
			return nil, err
		case !ok:
			return n, nil
		}
		switch word {
		case "default":
			n = append(n, Entry{})
			continue
		case "macdef":
			w.skipMacro()
			continue
		case "machine", "login", "password", "account":
		default:
			if strings.HasPrefix(word, "#") {
				w.skipLine()
				continue
			}
			return nil, fmt.Errorf("line %d: neither machine, default, login, password, account nor macdef", w.line)
		}
		at := w.line
		value, ok, err := w.next()
		switch {
		case err != nil:
			return nil, err
		case !ok:
			return nil, fmt.Errorf("line %d: %s without a value", at, word)
		case word == "machine" && value == "":
			return nil, fmt.Errorf("line %d: machine without a name", at)
		case word == "machine":
			n = append(n, Entry{Host: hostName(value)})
		case len(n) == 0:
			return nil, fmt.Errorf("line %d: %s before the first machine", at, word)
		case word == "login":
			n[len(n)-1].Login = value
		case word == "password":
			n[len(n)-1].Password = value
		}
	}
}

// hostName returns the canonical spelling of a machine's name. If the name can't be a host, the
// result matches no URL.
func hostName(name string) string {
	if host, err := origin.Name(name); err == nil {
		return host
	}
	return name
}

// words takes a file apart.
type words struct {
	rest string
	line int
}

// next returns the next word; ok is false at the end.
func (w *words) next() (word string, ok bool, err error) {
	start := strings.TrimLeft(w.rest, " \t\r\n")
	w.advance(len(w.rest) - len(start))
	switch {
	case w.rest == "":
		return "", false, nil
	case w.rest[0] == '"':
		return w.quoted()
	}
	end := strings.IndexAny(w.rest, " \t\r\n")
	if end < 0 {
		end = len(w.rest)
	}
	word = w.rest[:end]
	w.advance(end)
	return word, true, nil
}

// quoted reads a word in quotes. In it \n, \r and \t are control characters, and \ before any other
// character stands for that character.
func (w *words) quoted() (string, bool, error) {
	var b strings.Builder
	for i := 1; i < len(w.rest); i++ {
		switch c := w.rest[i]; {
		case c == '"':
			w.advance(i + 1)
			return b.String(), true, nil
		case c == '\n':
			return "", false, fmt.Errorf("line %d: an unmatched quote", w.line)
		case c == '\\' && i+1 < len(w.rest):
			i++
			b.WriteString(strings.NewReplacer("n", "\n", "r", "\r", "t", "\t").Replace(w.rest[i : i+1]))
		default:
			b.WriteByte(c)
		}
	}
	return "", false, fmt.Errorf("line %d: an unmatched quote", w.line)
}

func (w *words) skipLine() {
	before, _, _ := strings.Cut(w.rest, "\n")
	w.advance(len(before))
}

// skipMacro skips a macro. An empty line ends it.
func (w *words) skipMacro() {
	for w.skipLine(); w.rest != ""; w.skipLine() {
		w.advance(1)
		if strings.HasPrefix(w.rest, "\n") || strings.HasPrefix(w.rest, "\r\n") {
			return
		}
	}
}

func (w *words) advance(n int) {
	w.line += strings.Count(w.rest[:n], "\n")
	w.rest = w.rest[n:]
}
