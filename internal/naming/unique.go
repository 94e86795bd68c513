package naming

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// prove returns nil if no two codes can have the same name. Otherwise it returns the reason.
//
// A variable that identifies the code proves it if its place in the name is certain. Its place is
// uncertain if a value of another kind in the same segment could end or begin with any of its
// characters: `a-b` and `c` make the same `{x}-{code}` as `a` and `b-c`.
func (n *nameTemplate) prove(vars *Variables) error {
	beside := ""
	for i := range n.components {
		for j, p := range n.components[i].pieces {
			if !slices.Contains(vars.Unique, p.name) || p.reserved && !n.verbatim {
				continue
			}
			if n.floats(i) {
				beside = p.name
				continue
			}
			switch {
			case !n.components[i].holds(j, vars):
				beside = p.name
			case p.name == "seq":
				n.bySeq = true
			default:
				n.bySeq = false
				return nil
			}
		}
	}
	switch {
	case n.bySeq:
		return nil
	case beside != "":
		return fmt.Errorf("{%s} has other variables beside it, so two codes could share a file; put / between them",
			strings.TrimPrefix(beside, Column))
	}
	return errors.New("needs " + either(vars.Unique) + ", so that no two codes share a file")
}

// floats reports whether the number of segments before and after component i are both unknown.
func (n *nameTemplate) floats(i int) bool {
	splits := func(c component) bool { return c.splits }
	return slices.ContainsFunc(n.components[:i], splits) && slices.ContainsFunc(n.components[i+1:], splits)
}

// holds reports whether the place of piece i in the component is certain.
func (c *component) holds(i int, vars *Variables) bool {
	rest := c.pieces[i+1:]
	if c.endsInExtension() {
		rest = slices.DeleteFunc(slices.Clone(rest), piece.isExtension)
	}
	foreign := func(p piece) bool { return p.name != "" && p.name != "seq" && !vars.isOfCode(p.name) }
	before, after := slices.ContainsFunc(c.pieces[:i], foreign), slices.ContainsFunc(rest, foreign)
	switch c.pieces[i].name {
	case "seq": // digits, with another character on each side
		return !before || !after
	case "hash": // of one length
		return !hasVariable(c.pieces[:i]) || !hasVariable(rest) || !before && !after
	}
	return !before && !after
}

// endsInExtension reports whether the only extension of the component is its last variable, and the
// value before it never ends in an extension, since its dot is encoded.
func (c *component) endsInExtension() bool {
	i := slices.IndexFunc(c.pieces, piece.isExtension)
	return i >= 0 && c.pieces[i].encodes && !hasVariable(c.pieces[i+1:])
}

// hasVariable reports whether pieces have a variable.
func hasVariable(pieces []piece) bool {
	return slices.ContainsFunc(pieces, func(p piece) bool { return p.name != "" })
}

// either returns a list of variables with "or".
func either(names []string) string {
	shown := make([]string, len(names))
	for i, name := range names {
		shown[i] = strings.TrimPrefix(name, Column)
	}
	text := "{" + strings.Join(shown, "}, {") + "}"
	if i := strings.LastIndex(text, ", "); i >= 0 {
		text = text[:i] + " or " + text[i+2:]
	}
	return text
}
