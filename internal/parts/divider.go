package parts

import "github.com/hoist/hoist/internal/naming"

// A Divider finds the parts of the codes of one list. It is for one goroutine.
type Divider struct {
	rule    Rule
	planner *naming.Planner
	server  string // the host of all codes; empty if they have different ones
	start   string // the variable with which URLs begin; empty for none
	keys    keyring
}

// NewDivider returns a Divider. planner makes the URLs of the codes.
func NewDivider(rule Rule, planner *naming.Planner) *Divider {
	return &Divider{rule: rule, planner: planner, server: planner.Server(), start: planner.URLStart()}
}

// Part returns the part of a code, 1 to N, and the Hash of its host. value has the variables of the
// code; it is nil for an input that can't be a code. If the host is not known, the hash is 0, and
// the code is in a part by its text. That part's run reports why.
//
// Part uses the text of the URL up to the path alone. Whether the rest is a valid URL, and whether
// the code has a file name, makes no difference.
func (d *Divider) Part(code string, value naming.Values) (k int, host uint64) {
	key := d.server
	if value == nil {
		key = ""
	} else if key == "" {
		key = d.key(value)
	}
	if key != "" {
		host = Hash(key)
	}
	if d.rule.ByCode || key == "" {
		return Of(code, d.rule.N), host
	}
	return at(host, d.rule.N), host
}

// key returns the key of the URL of a code. If the code has no URL, it returns "".
func (d *Divider) key(value naming.Values) string {
	if d.start != "" {
		text, _ := value(d.start)
		if key, ok := plain(text); ok {
			return key
		}
	}
	text, err := d.planner.URLText(value)
	if err != nil {
		return ""
	}
	key, _ := d.keys.of(text)
	return key
}
