package naming

import "strings"

// A Text is a template of text that is neither a URL nor a name: its values are not encoded. {+name}
// is the same as {name} in it. It is safe for use by several goroutines.
type Text struct{ template template }

// ParseText parses a template. The error is for the user.
func ParseText(text string, vars Variables) (Text, error) {
	t, err := parseTemplate(text, &vars, vars.Names)
	return Text{t}, err
}

// Expand returns the text for the values of one job. The error is an *outcome.Failure.
func (t Text) Expand(value Values) (string, error) {
	var b strings.Builder
	for i := range t.template.parts {
		p := &t.template.parts[i]
		if p.name == "" {
			b.WriteString(p.literal)
			continue
		}
		text, err := valueOf(p, value)
		if err != nil {
			return "", err
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

// Only returns the variable of a template that is nothing but that variable. For another template it
// returns "".
func (t Text) Only() string {
	if len(t.template.parts) != 1 {
		return ""
	}
	return t.template.parts[0].name
}
