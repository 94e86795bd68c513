package naming

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A nameTemplate makes the name of a job's file, relative to the destination, with `/` between
// directories.
//
// Each value is encoded. So no code leads to another directory, makes a hidden file, or uses a name
// that some system reserves. If names are proven unique, and the file system distinguishes upper
// and lower case, no two codes have the same name.
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
