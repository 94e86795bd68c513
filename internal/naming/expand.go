package naming

import (
	"net/url"
	"strings"
)

// nameValues are the values for one name.
type nameValues struct {
	value  Values
	url    *url.URL
	answer *Answer // nil if the template needs none
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
