package records

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// errBareCR is the error of a header that is in fact a table whose lines end with CR.
var errBareCR = errors.New("the names of the columns have a CR without an LF after it; " +
	`if lines end with CR alone, convert the list first (tr '\r' '\n')`)

// hasBareCR reports whether text has a CR without an LF after it.
func hasBareCR(text string) bool {
	return strings.Count(text, "\r") > strings.Count(text, "\r\n")
}

// CheckColumns returns the reason why these can't be the names of the columns of a table. Braces
// are refused, since templates name a column in braces.
func CheckColumns(names []string) error {
	if len(names) == 0 {
		return errors.New("there are no columns")
	}
	seen := make(map[string]bool, len(names))
	for i, name := range names {
		switch {
		case name == "":
			return fmt.Errorf("column %d has no name", i+1)
		case !utf8.ValidString(name) || strings.IndexByte(name, 0) >= 0:
			return fmt.Errorf("the name of column %d has a NUL character or is not valid UTF-8", i+1)
		case hasBareCR(name):
			return errBareCR
		case strings.Contains(name, "://"):
			return fmt.Errorf("column %d has a URL for a name: does the list have no header? --columns names its columns", i+1)
		case strings.ContainsAny(name, "{}"):
			return fmt.Errorf("column %.80q has a brace in its name, and templates name columns in braces", name)
		case seen[name]:
			return fmt.Errorf("two columns have the name %.80q", name)
		}
		seen[name] = true
	}
	return nil
}
