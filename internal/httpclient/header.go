package httpclient

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/hoist/hoist/internal/netrc"
	"github.com/hoist/hoist/internal/origin"
)

// A Header has the header fields that the user chose. All but UserAgent are for the origin of the
// first URL of an attempt alone (RFC 9110, section 15.4): a redirect to another origin does not get
// them. They are never shown.
type Header struct {
	UserAgent string
	Fields    []Field
	User      *url.Userinfo // for URLs without a user of their own
	Netrc     netrc.File    // if there is no User either
}

// Plain returns the header of a request without user fields and credentials.
func (h *Header) Plain() http.Header {
	return http.Header{"User-Agent": {h.UserAgent}, "Accept": {"*/*"}}
}

// IsAbout reports whether a request for u has user fields or credentials. first is the first URL of
// the attempt.
func (h *Header) IsAbout(u, first *url.URL) bool {
	return origin.Same(first, u) && (len(h.Fields) > 0 || h.user(u) != nil)
}

// Complete sets the header of req. first is the first URL of the attempt. The credentials are those
// of the URL, else User, else Netrc. An Authorization field replaces them.
func (h *Header) Complete(req *http.Request, first *url.URL) {
	req.Header = h.Plain()
	if !origin.Same(first, req.URL) {
		return
	}
	if user := h.user(req.URL); user != nil {
		password, _ := user.Password()
		req.SetBasicAuth(user.Username(), password)
	}
	for _, f := range h.Fields {
		req.Header.Del(f.Name)
	}
	for _, f := range h.Fields {
		switch {
		case f.Name == "Host":
			req.Host = f.Value
		case !f.Removed:
			req.Header.Add(f.Name, f.Value)
		case f.Name == "User-Agent":
			req.Header.Set(f.Name, "") // else net/http sends its own
		}
	}
}

// Secrets returns the values that the server of u may know and that are never shown.
func (h *Header) Secrets(u *url.URL) (secrets []string) {
	for _, f := range h.Fields {
		if f.Name == "Host" || f.Removed {
			continue
		}
		secrets = append(secrets, f.Value)
		if _, credentials, ok := strings.Cut(f.Value, " "); ok && f.Name == "Authorization" {
			secrets = append(secrets, credentials)
		}
	}
	return append(secrets, userSecrets(h.user(u))...)
}

// userSecrets returns the secrets of a user name and password for Basic; user may be nil.
func userSecrets(user *url.Userinfo) []string {
	if user == nil {
		return nil
	}
	password, _ := user.Password()
	pair := user.Username() + ":" + password
	return []string{user.Username(), password, base64.StdEncoding.EncodeToString([]byte(pair))}
}

func (h *Header) user(u *url.URL) *url.Userinfo {
	switch {
	case u.User != nil:
		return u.User
	case h.User != nil:
		return h.User
	}
	return h.Netrc.Find(u.Hostname())
}

// A Field is a header field that the user adds, changes or removes.
type Field struct {
	Name    string // canonical
	Value   string
	Removed bool // hoist's own field of that name is not sent
}

// ParseField parses `Name: value`. As in curl, `Name:` removes a field and `Name;` sets an empty
// value. The error does not show the value, which may be a secret.
func ParseField(text string) (Field, error) {
	name, value, ok := strings.Cut(text, ":")
	if empty, isEmpty := strings.CutSuffix(strings.TrimSpace(text), ";"); !ok && isEmpty {
		name, ok = empty, true
	}
	if !ok || !httpguts.ValidHeaderFieldName(name) {
		return Field{}, errors.New("must be 'Name: value', with a name of letters, digits and hyphens")
	}
	f := Field{Name: http.CanonicalHeaderKey(name), Value: strings.Trim(value, " \t")}
	f.Removed = f.Value == "" && strings.Contains(text, ":")
	if reason := reserved(f.Name); reason != "" {
		return Field{}, fmt.Errorf("%s can't be set: %s", f.Name, reason)
	}
	if !httpguts.ValidHeaderFieldValue(f.Value) {
		return Field{}, fmt.Errorf("the value of %s has a control character", f.Name)
	}
	if f.Name == "Host" && (f.Value == "" || !httpguts.ValidHostHeader(f.Value)) {
		return Field{}, errors.New("the value of Host is not a host")
	}
	return f, nil
}

// reserved returns the reason why the user can't set a field. If the user can, it returns "".
func reserved(name string) string {
	switch name {
	case "Connection", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Upgrade":
		return "it is about the connection, which hoist keeps"
	case "Content-Length", "Transfer-Encoding", "Expect":
		return "requests have no body"
	case "Range", "If-Range":
		return "a part of a file is not asked for"
	case "Proxy-Authorization":
		return "user name and password of a proxy go into --proxy, as http://name:password@host:port"
	}
	return ""
}
