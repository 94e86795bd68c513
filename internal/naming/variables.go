package naming

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hoist/hoist/internal/outcome"
)

// Values returns the value of a variable for one job. If the job lacks the column, ok is false.
type Values func(name string) (value string, ok bool)

// Column begins the name of a variable that is a column of the list: "col:species" for {species}
// and {col:species}.
const Column = "col:"

// hoistVariable begins the name of a variable that is not a column: {hoist:seq}.
const hoistVariable = "hoist:"

// Variables are the variables of templates.
type Variables struct {
	// Names are the variables that any list has, without columns. "code" must be among them; "seq"
	// is a number. All others are made of the code.
	Names []string

	// Unique are the variables that differ between any two codes. A column is "col:NAME".
	Unique []string

	// Columns are the columns of the list. AnyColumn allows other columns too, which a record may
	// have or not.
	Columns   []string
	AnyColumn bool

	// OtherCode is set if the code is not the column `code`, although there may be one.
	OtherCode bool
}

// withoutColumns returns the variables of a template of hoist's own.
func (v Variables) withoutColumns() Variables {
	v.Columns, v.AnyColumn, v.OtherCode = nil, false, false
	return v
}

// urlVariables and answerVariables are the variables that only names have. Their values are those
// of the URL and of the answer of the server.
var (
	urlVariables    = []string{"ext", "host", "base", "path"}
	answerVariables = []string{"filename", "type"}
)

// isOfCode reports whether the value of a variable depends on nothing but the code.
func (v *Variables) isOfCode(name string) bool {
	return slices.Contains(v.Unique, name) || slices.Contains(v.Names, name)
}

// resolve returns the variable that a template writes as text. names are the variables of hoist in
// this kind of template.
func (v *Variables) resolve(text string, names []string) (piece, error) {
	if column, ok := strings.CutPrefix(text, Column); ok {
		if !v.AnyColumn && !slices.Contains(v.Columns, column) {
			return piece{}, v.unknown(text, names)
		}
		return piece{name: text}, nil
	}
	name, explicit := strings.CutPrefix(text, hoistVariable)
	builtIn := slices.Contains(names, name)
	column := !explicit && slices.Contains(v.Columns, name)
	switch {
	case builtIn && column && (name != "code" || v.OtherCode):
		return piece{}, fmt.Errorf("has {%s}, which is a column and a variable of hoist; write {%s%s} for the column or {%s%s}",
			name, Column, name, hoistVariable, name)
	case builtIn:
		p := piece{name: name}
		if v.AnyColumn && !explicit && (name != "code" || v.OtherCode) {
			p.column = Column + name
		}
		return p, nil
	case column, v.AnyColumn && !explicit && name != "":
		return piece{name: Column + name}, nil
	}
	return piece{}, v.unknown(text, names)
}

func (v *Variables) unknown(text string, names []string) error {
	if text == "" {
		return errors.New("has braces without a variable in them")
	}
	err := fmt.Sprintf("has the unknown variable {%s}", text)
	if len(names) > 0 {
		err += "; the variables are " + strings.Join(names, ", ")
	}
	if len(v.Columns) > 0 {
		err += "; the columns are " + strings.Join(v.Columns, ", ")
	}
	return errors.New(err)
}

// valueOf returns the value of a variable for a job. The error is an *outcome.Failure.
func valueOf(p *piece, value Values) (string, error) {
	text, ok := value(p.name)
	if !ok {
		name := strings.TrimPrefix(p.name, Column)
		return "", outcome.Fail(outcome.BadInput, fmt.Errorf("has no column %q, which a template names", name))
	}
	return text, checkBoth(p, value)
}

// checkBoth returns an error if a record has a column with the name of a variable of hoist. The
// error is an *outcome.Failure.
func checkBoth(p *piece, value Values) error {
	if p.column == "" {
		return nil
	}
	if _, both := value(p.column); both {
		return outcome.Fail(outcome.BadInput, fmt.Errorf("has a column %q, and {%s} is a variable of hoist too; "+
			"write {%s} or {%s%s} in the template", p.name, p.name, p.column, hoistVariable, p.name))
	}
	return nil
}
