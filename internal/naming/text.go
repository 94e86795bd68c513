package naming

// A Text is a template for text that is neither a URL nor a name: the values of its variables are
// not encoded. In it {+name} is the same as {name}.
type Text struct{ template template }

// ParseText parses a template, which may have vars.Names and columns as variables.
func ParseText(text string, vars Variables) (Text, error) {
	t, err := parseTemplate(text, &vars, vars.Names)
	return Text{t}, err
}

// HasVariable reports whether the template has a variable.
func (t Text) HasVariable() bool { return t.template.hasVariable() }

// Expand returns the text for the values of the variables. The error is an *outcome.Failure: the
// record lacks a column.
func (t Text) Expand(value Values) (string, error) {
	var b []byte
	for i := range t.template.pieces {
		p := &t.template.pieces[i]
		if p.name == "" {
			b = append(b, p.literal...)
			continue
		}
		text, err := valueOf(p, value)
		if err != nil {
			return "", err
		}
		if len(t.template.pieces) == 1 {
			return text, nil
		}
		b = append(b, text...)
	}
	return string(b), nil
}

// Only returns the variable of a template that consists of one variable. For another template it
// returns "".
func (t Text) Only() string {
	if len(t.template.pieces) != 1 {
		return ""
	}
	return t.template.pieces[0].name
}
