package naming

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hoist/hoist/internal/percent"
)

// A nameTemplate makes the name of a job's file, under the destination directory, with `/` between
// directories.
//
// Each value goes through the name encoder, so no code reaches another directory, hides, or takes a
// name that some system reserves. Two codes never have one name, where the file system tells upper
// case from lower.
type nameTemplate struct{ components []component }

// A component is what stands between two `/`.
type component struct {
	template
	ending string // the literal text behind the last variable
}

// TempPrefix begins the names of files that a store is writing. No job's file has such a name.
const TempPrefix = ".hoist-"

const (
	maxComponent = 255 // NAME_MAX on Linux, macOS and Windows
	maxLiteral   = 128 // of a component, so that a value that is cut keeps enough of itself
)

// parseName parses the template of file names. ext is what {ext} stands for.
func parseName(text, ext string, vars Variables) (nameTemplate, error) {
	var n nameTemplate
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "{ext}", ext), "/") {
		c, err := parseComponent(part, vars.Names)
		if err != nil {
			return n, fmt.Errorf("name template %q: %w", text, err)
		}
		n.components = append(n.components, c)
	}
	if !slices.ContainsFunc(n.components, func(c component) bool { return c.has(vars.Unique...) }) {
		return n, fmt.Errorf("name template %q: needs %s, so that no two codes share a file", text, either(vars.Unique))
	}
	return n, nil
}

// either lists variables of which one is needed.
func either(names []string) string {
	text := "{" + strings.Join(names, "}, {") + "}"
	if i := strings.LastIndex(text, ", "); i >= 0 {
		text = text[:i] + " or " + text[i+2:]
	}
	return text
}

func parseComponent(text string, names []string) (component, error) {
	if err := checkComponent(text); err != nil {
		return component{}, err
	}
	t, err := parseTemplate(text, names, "ext")
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

// adjoin reports whether b follows a such that it can't be told where a number ends: {seq} beside
// another variable or a digit.
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

// checkComponent refuses directories that are none of the destination's, and the names that the
// store itself uses.
func checkComponent(text string) error {
	switch {
	case text == "":
		return errors.New("has an empty part; it is relative to the destination, with / between directories")
	case text == "." || text == "..":
		return fmt.Errorf("must not contain %q", text)
	case strings.HasPrefix(text, TempPrefix):
		return fmt.Errorf("names that begin with %s are for files that are being written", TempPrefix)
	case strings.ContainsFunc(text, func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f }):
		return errors.New("has a backslash or a control character; / goes between directories")
	}
	return nil
}

// expand makes the name of a job's file.
func (n nameTemplate) expand(value Values) string {
	if len(n.components) == 1 {
		return n.components[0].expand(value)
	}
	names := make([]string, len(n.components))
	for i, c := range n.components {
		names[i] = c.expand(value)
	}
	return strings.Join(names, "/")
}

func (c component) expand(value Values) string {
	var b []byte
	for _, p := range c.parts {
		if p.name == "" {
			b = append(b, p.literal...)
			continue
		}
		b = appendName(b, value(p.name))
	}
	b = escapeReserved(b)
	if len(b) > maxComponent {
		return shorten(string(b), c.ending, value("code"))
	}
	return string(b)
}

// shorten cuts a name to maxComponent: its beginning, then ~ and the code's hash, then the literal
// text that ends it. An encoded value has no ~, so no other code can have this name.
func shorten(name, ending, code string) string {
	sum := sha256.Sum256([]byte(code))
	ending = "~" + hex.EncodeToString(sum[:16]) + ending
	cut := maxComponent - len(ending)
	if i := strings.LastIndexByte(name[:cut], '%'); i > cut-len("%XX") {
		cut = i
	}
	return name[:cut] + ending
}

// appendName encodes one value: letters, digits, `.`, `_` and `-` stay (the portable filename
// character set of POSIX.1-2017, section 3.282), all else becomes %XX. So does a dot or hyphen that
// begins the value, and a dot that ends it.
func appendName(b []byte, value string) []byte {
	for i := range len(value) {
		c := value[i]
		first, last := i == 0, i == len(value)-1
		switch {
		case c == '~', c == '-' && first, c == '.' && (first || last), !percent.IsUnreserved(c):
			b = percent.Append(b, c)
		default:
			b = append(b, c)
		}
	}
	return b
}

// escapeReserved encodes the first letter of a component that Windows would take for a device, with
// any extension (CON, nul.txt, com1), or that is like the store's temporary names.
func escapeReserved(b []byte) []byte {
	base, _, _ := strings.Cut(string(b[:min(len(b), 8)]), ".")
	temp := len(b) >= len(TempPrefix) && strings.EqualFold(string(b[:len(TempPrefix)]), TempPrefix)
	if !temp && !isDevice(strings.ToUpper(base)) {
		return b
	}
	return append(percent.Append(nil, b[0]), b[1:]...)
}

func isDevice(base string) bool {
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	port := len(base) == 4 && (strings.HasPrefix(base, "COM") || strings.HasPrefix(base, "LPT"))
	return port && isDigit(base[3])
}

// extension is the literal extension that ends the path of a URL template, encoded for a name; ""
// without one.
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
