package command

import (
	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/expect"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/source"
)

// expected returns the templates of what files are expected to have. They may use the variables of
// each code, and the columns of the lists.
func expected(c *cli.Context, list *source.Selection) (expect.Templates, error) {
	vars := naming.Variables{Names: source.Vars(), Columns: list.Columns, AnyColumn: list.AnyColumn}
	templates, err := expect.Parse(c.StringSlice("expect"), vars)
	if err != nil {
		return nil, usagef("--expect %w", err)
	}
	return templates, nil
}
