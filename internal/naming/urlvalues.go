package naming

import (
	"cmp"
	"net/url"
	"path"
	"strings"

	"github.com/hoist/hoist/internal/origin"
)

// An Answer has the variables of a name that are known only after the answer of the server.
type Answer struct {
	Filename string // the file name that the server gives; empty if it gives none
	Type     string // the extension for the type of the body, with its dot; empty if it is not known
}

// indexName is the {base} of a URL whose path ends in a slash, as wget has it.
const indexName = "index.html"

// get returns the value of a variable. The error is an *outcome.Failure.
func (v *nameValues) get(p *piece) (string, error) {
	if text, ok := v.getOfURL(p.name); ok {
		return text, checkBoth(p, v.value)
	}
	return valueOf(p, v.value)
}

// getOfURL returns the value of one of urlVariables and answerVariables. For another variable ok is
// false.
func (v *nameValues) getOfURL(name string) (text string, ok bool) {
	switch name {
	case "host":
		return origin.Key(v.url), true
	case "base":
		return base(v.url), true
	case "path":
		return pathOf(v.url), true
	case "ext":
		return extensionOf(v.url), true
	case "filename":
		return cmp.Or(v.answer.Filename, base(v.url)), true
	case "type":
		return v.answer.Type, true
	}
	return "", false
}

// base returns the last segment of the path.
func base(u *url.URL) string {
	segment := u.Path[strings.LastIndexByte(u.Path, '/')+1:]
	if segment == "" {
		return indexName
	}
	return segment
}

// pathOf returns the path and the query, without the slash at the beginning. A slash in the query
// is encoded.
func pathOf(u *url.URL) string {
	text := strings.TrimPrefix(u.Path, "/")
	if text == "" || strings.HasSuffix(text, "/") {
		text += indexName
	}
	if u.RawQuery != "" {
		text += "?" + strings.ReplaceAll(u.RawQuery, "/", "%2F")
	}
	return text
}

// extensionOf returns the extension at the end of the path, with its dot. If there is none of 1 to
// 10 letters or digits, it returns "".
func extensionOf(u *url.URL) string {
	dot := dotOfExtension([]byte(u.Path))
	if dot <= strings.LastIndexByte(u.Path, '/')+1 {
		return "" // no dot in the last segment, or a hidden file
	}
	return u.Path[dot:]
}

const variableMark = "\x00"

// pathText returns the path of a URL template, with a mark in the place of each variable.
func pathText(urls template) string {
	var b strings.Builder
	for _, p := range urls.pieces {
		b.WriteString(p.literal)
		if p.name != "" {
			b.WriteString(variableMark)
		}
	}
	text, _, _ := strings.Cut(b.String(), "#")
	text, _, _ = strings.Cut(text, "?")
	if _, rest, ok := strings.Cut(text, "://"); ok {
		_, text, _ = strings.Cut(rest, "/")
	}
	return text
}

// extension returns the literal extension at the end of the path of a URL template, encoded for a
// name. fixed is false if the extension depends on the variables.
func extension(urls template) (ext string, fixed bool) {
	text := pathText(urls)
	if ext := path.Ext(text); len(ext) >= 2 && !strings.Contains(ext, variableMark) {
		return "." + string(appendName(nil, ext[1:])), true
	}
	segment := text[strings.LastIndexByte(text, '/')+1:]
	return "", !strings.Contains(segment, variableMark)
}

// lastOfPath returns the variable at the end of the path of a URL template. If the path ends in
// other text, it returns "".
func lastOfPath(urls template) string {
	text := pathText(urls)
	if !strings.HasSuffix(text, variableMark) {
		return ""
	}
	before := ""
	for _, p := range urls.pieces {
		if strings.ContainsAny(p.literal, "?#") {
			break
		}
		if p.name != "" {
			before = p.name
		}
	}
	return before
}
