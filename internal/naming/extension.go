package naming

import "strings"

// decideExtension replaces {ext} by its text if the URL template has it. If the value before {ext}
// ends with the extension already, {ext} is removed. ending is the text with which that value ends
// the component.
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

// endsURL reports whether the piece ends like the path of the URL, and so with the same extension.
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
