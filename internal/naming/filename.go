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

// A nameTemplate makes the name of a job's file, relative to the destination, with `/` between
// directories.
//
// Each value is encoded. So no code leads to another directory, makes a hidden file, or uses a name
// that some system reserves. If the file system distinguishes upper and lower case, no two codes
// have the same name.
type nameTemplate struct{ components []component }

// A component is the template of a part between two `/`.
type component struct {
	template
	ending string // the literal text after the last variable
}

// TempPrefix begins the names of files that a store is writing. No job's file has such a name.
const TempPrefix = ".hoist-"

const (
	maxComponent = 255 // NAME_MAX on Linux, macOS and Windows
	maxLiteral   = 128 // literal bytes of a component, so that enough of a shortened value is left
)

// parseName parses the template of file names. ext is the value of {ext}.
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

// either returns a list of variables with "or".
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
			return c, fmt.Errorf("write {%s}: in a name every value is encoded", p.name)
		}
		if i > 0 && adjoin(t.parts[i-1], p) {
			return c, errors.New("needs a character other than a digit on each side of {seq}, so that no two codes share a file")
		}
		literals += len(p.literal)
		c.ending = p.literal
	}
	if literals > maxLiteral {
		return c, fmt.Errorf("has a part with more than %d bytes outside its variables", maxLiteral)
	}
	return c, nil
}

// adjoin reports whether the end of a number can't be recognized if b follows a: {seq} beside
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

// checkComponent returns an error for directories outside the destination, and for the names that
// the store itself uses.
func checkComponent(text string) error {
	switch {
	case text == "":
		return errors.New("has an empty part; it is relative to the destination, with / between directories")
	case text == "." || text == "..":
		return fmt.Errorf("must not contain %q", text)
	case strings.HasPrefix(text, TempPrefix):
		return fmt.Errorf("names that begin with %s are reserved for unfinished files", TempPrefix)
	case strings.ContainsFunc(text, func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f }):
		return errors.New("has a backslash or a control character; / goes between directories")
	}
	return nil
}

// expand returns the name of a job's file.
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

// shorten shortens a name to maxComponent: its beginning, ~, the hash of the code, and the literal
// text at its end. An encoded value has no ~, so no other code can have this name.
func shorten(name, ending, code string) string {
	sum := sha256.Sum256([]byte(code))
	ending = "~" + hex.EncodeToString(sum[:16]) + ending
	cut := maxComponent - len(ending)
	if i := strings.LastIndexByte(name[:cut], '%'); i > cut-len("%XX") {
		cut = i
	}
	return name[:cut] + ending
}

// appendName encodes a value. Letters, digits, `.`, `_` and `-` stay (the portable filename
// character set of POSIX.1-2017, section 3.282); all other characters become %XX. So do a dot or
// hyphen at the beginning of the value, and a dot at its end.
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

// escapeReserved encodes the first letter of a component if Windows would read it as a device, with
// any extension (CON, nul.txt, com1), or if it looks like a temporary name of the store.
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

// extension returns the literal extension at the end of the path of a URL template, encoded for a
// name. If there is no extension, it returns "".
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
