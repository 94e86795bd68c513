package stages

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hoist/hoist/source"
)

// A nameTemplate makes the name of a job's file, under the destination folder, with `/` between folders.
//
// Each value goes through the name encoder, so no code reaches another folder, hides, or takes a name that
// some system reserves. Two codes never have one name, where the file system tells upper case from lower.
type nameTemplate struct{ components []component }

// A component is what stands between two `/`.
type component struct {
	template
	ending string // the literal text behind the last variable
}

const (
	maxComponent = 255 // NAME_MAX on Linux, macOS and Windows
	maxLiteral   = 128 // of a component, so that a value that is cut keeps enough of itself
)

// parseName parses the template of file names. ext is what {ext} stands for. Where flags is set the codes are
// flag codes, which {lower}, {upper} and {country} tell apart as well as {code} does.
func parseName(text, ext string, flags bool) (nameTemplate, error) {
	var n nameTemplate
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "{ext}", ext), "/") {
		c, err := parseComponent(part)
		if err != nil {
			return n, fmt.Errorf("name template %q: %w", text, err)
		}
		n.components = append(n.components, c)
	}
	if !n.unique(flags) {
		return n, fmt.Errorf("name template %q: needs %s, so that no two codes share a file", text, needed(flags))
	}
	return n, nil
}

// unique reports whether some variable differs between any two codes. Flag codes are upper case, so that their
// lower case tells them apart as well; and no two countries have one name.
func (n nameTemplate) unique(flags bool) bool {
	return slices.ContainsFunc(n.components, func(c component) bool {
		return c.has("code", "seq") || flags && c.has("lower", "upper", "country")
	})
}

func needed(flags bool) string {
	if flags {
		return "{code}, {lower}, {upper}, {country} or {seq}"
	}
	return "{code} or {seq}"
}

func parseComponent(text string) (component, error) {
	if err := checkComponent(text); err != nil {
		return component{}, err
	}
	t, err := parseTemplate(text)
	if err != nil {
		return component{}, err
	}
	c := component{template: t}
	literals := 0
	for i, p := range t.parts {
		if p.reserved {
			return c, fmt.Errorf("write {%s}: in a name all is encoded", p.name)
		}
		if i > 0 && adjoin(t.parts[i-1], p) {
			return c, errors.New("needs a character that is no digit between {seq} and its neighbour, so that no two codes share a file")
		}
		literals += len(p.literal)
		c.ending = p.literal
	}
	if literals > maxLiteral {
		return c, fmt.Errorf("has a part with more than %d bytes beside its variables", maxLiteral)
	}
	return c, nil
}

// adjoin reports whether b follows a such that it can't be told where a number ends: {seq} beside another
// variable or a digit.
func adjoin(a, b part) bool {
	if a.name == "seq" {
		return b.name != "" || startsWithDigit(b.literal)
	}
	if b.name == "seq" {
		return a.name != "" || endsWithDigit(a.literal)
	}
	return false
}

func startsWithDigit(s string) bool { return s != "" && isDigit(s[0]) }
func endsWithDigit(s string) bool   { return s != "" && isDigit(s[len(s)-1]) }
func isDigit(c byte) bool           { return '0' <= c && c <= '9' }

// checkComponent refuses folders that are none of the destination's, and the names that the store itself uses.
func checkComponent(text string) error {
	switch {
	case text == "":
		return errors.New("has an empty part; it is relative to the destination, with / between folders")
	case text == "." || text == "..":
		return fmt.Errorf("must not contain %q", text)
	case strings.HasPrefix(text, tempPrefix):
		return fmt.Errorf("names that begin with %s are for files that are being written", tempPrefix)
	case strings.ContainsFunc(text, func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f }):
		return errors.New("has a backslash or a control character; / goes between folders")
	}
	return nil
}

// expand makes the name for job.
func (n nameTemplate) expand(job source.Job) string {
	if len(n.components) == 1 {
		return n.components[0].expand(job)
	}
	names := make([]string, len(n.components))
	for i, c := range n.components {
		names[i] = c.expand(job)
	}
	return strings.Join(names, "/")
}

func (c component) expand(job source.Job) string {
	var b []byte
	for _, p := range c.parts {
		if p.name == "" {
			b = append(b, p.literal...)
			continue
		}
		value, _ := job.Var(p.name)
		b = appendName(b, value)
	}
	b = escapeReserved(b)
	if len(b) > maxComponent {
		return shorten(string(b), c.ending, job.Code)
	}
	return string(b)
}

// shorten cuts a name to maxComponent: its beginning, then ~ and the code's hash, then the literal text that
// ends it. An encoded value has no ~, so no other code can have this name.
func shorten(name, ending, code string) string {
	sum := sha256.Sum256([]byte(code))
	ending = "~" + hex.EncodeToString(sum[:16]) + ending
	cut := maxComponent - len(ending)
	if i := strings.LastIndexByte(name[:cut], '%'); i > cut-len("%XX") {
		cut = i
	}
	return name[:cut] + ending
}

// appendName encodes one value: letters, digits, `.`, `_` and `-` stay (the portable filename character set of
// POSIX.1-2017, section 3.282), all else becomes %XX. So does a dot or hyphen that begins the value, and a dot
// that ends it.
func appendName(b []byte, value string) []byte {
	for i := range len(value) {
		c := value[i]
		first, last := i == 0, i == len(value)-1
		switch {
		case isAlphanumeric(c), c == '_', c == '-' && !first, c == '.' && !first && !last:
			b = append(b, c)
		default:
			b = appendPercent(b, c)
		}
	}
	return b
}

// escapeReserved encodes the first letter of a component that Windows would take for a device, with any extension
// (CON, nul.txt, com1), or that is like the store's temporary names.
func escapeReserved(b []byte) []byte {
	base, _, _ := strings.Cut(string(b[:min(len(b), 8)]), ".")
	temp := len(b) >= len(tempPrefix) && strings.EqualFold(string(b[:len(tempPrefix)]), tempPrefix)
	if !temp && !isDevice(strings.ToUpper(base)) {
		return b
	}
	return append(appendPercent(nil, b[0]), b[1:]...)
}

func isDevice(base string) bool {
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	port := len(base) == 4 && (strings.HasPrefix(base, "COM") || strings.HasPrefix(base, "LPT"))
	return port && isDigit(base[3])
}

// extension is the literal extension that ends the path of a URL template, encoded for a name; "" without one.
func extension(url template) string {
	const variable = "\x00"
	var b strings.Builder
	for _, p := range url.parts {
		b.WriteString(p.literal)
		if p.name != "" {
			b.WriteString(variable)
		}
	}
	text, _, _ := strings.Cut(b.String(), "#")
	text, _, _ = strings.Cut(text, "?")
	if _, rest, ok := strings.Cut(text, "://"); ok {
		_, text, _ = strings.Cut(rest, "/")
	}
	ext := path.Ext(text)
	if len(ext) < 2 || strings.Contains(ext, variable) {
		return ""
	}
	return "." + string(appendName(nil, ext[1:]))
}
