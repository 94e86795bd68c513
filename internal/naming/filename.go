package naming

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// A nameTemplate makes the name of a job's file, relative to the destination, with `/` between
// directories.
//
// Each value is encoded. So no code leads to another directory, makes a hidden file, or uses a name
// that some system reserves. If names are proven unique, and the file system distinguishes upper and
// lower case, no two codes have the same name.
type nameTemplate struct {
	components  []component
	unproven    error // the reason why two codes may have the same name; nil if they can't
	bySeq       bool  // only {seq} proves that, so another list may give the name to another code
	afterAnswer bool  // a variable is known only after the answer
	verbatim    bool  // a {+name} keeps all characters that the file system takes
}

// A component is the template of a segment: of the text between two `/`. If it has a {+name}, it
// makes several segments.
type component struct {
	template
	ending   string // the literal text after the last variable
	splits   bool   // it has a {+name}
	optional bool   // it is a directory of one {+name}, and there is none if the value is empty

	removed []piece // {ext} that the URL template decides, if a record may have a column of that name
}

// nameValues are the values for one name.
type nameValues struct {
	value  Values
	url    *url.URL
	answer *Answer // nil if the template needs none
}

// parseName parses the template of file names for URLs of the template urls.
func parseName(full string, urls template, vars *Variables, verbatim bool) (nameTemplate, error) {
	n := nameTemplate{verbatim: verbatim}
	for text := range strings.SplitSeq(full, "/") {
		c, err := parseComponent(text, urls, vars)
		if err != nil {
			return n, fmt.Errorf("name template %q: %w", full, err)
		}
		n.components = append(n.components, c)
	}
	n.afterAnswer = slices.ContainsFunc(answerVariables, n.has)
	for i := range n.components[:len(n.components)-1] {
		c := &n.components[i]
		c.optional = c.splits && len(c.pieces) == 1
	}
	if err := n.prove(vars); err != nil {
		n.unproven = fmt.Errorf("name template %q: %w", full, err)
	}
	return n, nil
}

// has reports whether the template has a variable.
func (n *nameTemplate) has(name string) bool {
	return slices.ContainsFunc(n.components, func(c component) bool {
		return slices.ContainsFunc(c.pieces, func(p piece) bool { return p.name == name })
	})
}

// names returns the variables of hoist in a name template.
func (v *Variables) names() []string { return slices.Concat(v.Names, urlVariables, answerVariables) }

func parseComponent(text string, urls template, vars *Variables) (component, error) {
	if err := checkComponent(text); err != nil {
		return component{}, err
	}
	t, err := parseTemplate(text, vars, vars.names())
	if err != nil {
		return component{}, err
	}
	c := component{template: t}
	ending := c.decideExtension(urls)
	if err := checkComponent(c.outline()); err != nil {
		return component{}, err
	}
	literals := 0
	for i, p := range c.pieces {
		if adjoins(c.pieces[:i], p) {
			return c, errors.New("needs a character other than a digit on each side of {seq}, so that no two codes share a file")
		}
		if i > 0 && c.pieces[i-1].name != "" && vars.isOfCode(c.pieces[i-1].name) {
			c.pieces[i].encodes = p.isExtension()
		}
		if i > 0 && p.name == "type" {
			before := c.pieces[i-1].name
			c.pieces[i].once = before == "base" || before == "filename" || before == "path"
		}
		c.splits = c.splits || p.reserved
		literals += len(p.literal)
		c.ending = p.literal // pieces beside each other are not both literals
	}
	c.ending = cmp.Or(c.ending, ending)
	if literals > maxLiteral {
		return c, fmt.Errorf("has a part with more than %d bytes outside its variables", maxLiteral)
	}
	return c, nil
}

// decideExtension replaces {ext} by its text if the URL template has it. If the value before {ext} ends
// with the extension already, {ext} is removed. ending is the text with which that value ends the
// component.
func (c *component) decideExtension(urls template) (ending string) {
	ext, fixed := extension(urls)
	all := c.pieces
	c.pieces = make([]piece, 0, len(all))
	for _, p := range all {
		var before piece
		if len(c.pieces) > 0 {
			before = c.pieces[len(c.pieces)-1]
		}
		if extended := before.endsURL(urls); p.name == "ext" && (fixed || extended) {
			if p.column != "" {
				c.removed = append(c.removed, p)
			}
			if p = (piece{literal: ext}); extended {
				p.literal, ending = "", ext
			}
		}
		switch {
		case p == (piece{}):
			continue
		case len(c.pieces) > 0 && p.name == "" && before.name == "":
			c.pieces[len(c.pieces)-1].literal += p.literal
		default:
			c.pieces = append(c.pieces, p)
		}
		ending = ""
	}
	return ending
}

// endsURL reports whether the piece ends like the path of the URL, and so with the extension of that.
func (p piece) endsURL(urls template) bool {
	return p.name == "base" || p.name == "path" || p.name != "" && p.name == lastOfPath(urls)
}

// outline returns the text of the component without the names of variables.
func (c *component) outline() string {
	var b strings.Builder
	for _, p := range c.pieces {
		if b.WriteString(p.literal); p.name != "" {
			b.WriteString("{}")
		}
	}
	return b.String()
}

// isExtension reports whether the value of the piece is empty, or a dot and an extension.
func (p piece) isExtension() bool { return p.name == "ext" || p.name == "type" }

// adjoins reports whether the end of a number can't be recognized if next follows pieces. An
// extension may be empty.
func adjoins(pieces []piece, next piece) bool {
	for _, p := range slices.Backward(pieces) {
		if adjoin(p, next) {
			return true
		}
		if !p.isExtension() {
			break
		}
	}
	return false
}

// adjoin reports whether the end of a number can't be recognized if b follows a: {seq} beside
// another variable or a digit.
func adjoin(a, b piece) bool {
	if a.name == "seq" {
		return b.name != "" && !b.isExtension() || startsWithDigit(b.literal)
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

// expand returns the name of a job's file. The error is an *outcome.Failure.
func (n nameTemplate) expand(v *nameValues) (string, error) {
	b := make([]byte, 0, 64)
	for i := range n.components {
		if len(b) > 0 && b[len(b)-1] != '/' {
			b = append(b, '/')
		}
		var err error
		if b, err = n.components[i].append(b, v, n.verbatim); err != nil {
			return "", err
		}
	}
	return string(b), nil
}

// append appends the segment, or the segments, that the component makes.
func (c *component) append(b []byte, v *nameValues, verbatim bool) ([]byte, error) {
	for i := range c.removed {
		if err := checkBoth(&c.removed[i], v.value); err != nil {
			return nil, err
		}
	}
	start, ending := len(b), c.ending
	for i := range c.pieces {
		p := &c.pieces[i]
		if p.name == "" {
			b = append(b, p.literal...)
			continue
		}
		text, err := v.get(p)
		switch {
		case err != nil:
			return nil, err
		case p.once && hasSuffixFold(b[start:], text): // it is there already
		case p.isExtension():
			if text == "" && p.encodes {
				b = encodeDot(b, start)
			}
			if len(b) == start { // the name of a directory, which is not to be hidden
				text = strings.TrimPrefix(text, ".")
			}
			if b = append(b, text...); i == len(c.pieces)-1 {
				ending = text
			}
		case !p.reserved:
			b = appendName(b, text)
		default:
			if b, start, err = appendPath(b, start, text, v.value, verbatim); err != nil {
				return nil, err
			}
		}
	}
	if c.optional && len(b) == start {
		return b, nil
	}
	if c.splits && verbatim {
		return b, checkVerbatim(string(b[start:]))
	}
	return finishSegment(b, start, ending, v.value)
}

// hasSuffixFold reports whether the segment ends with an extension already, in upper or lower case.
func hasSuffixFold(segment []byte, ext string) bool {
	n := len(segment) - len(ext)
	return ext != "" && n > 0 && strings.EqualFold(string(segment[n:]), ext)
}
