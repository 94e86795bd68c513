package command

import (
	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/units"
	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/mediatype"
)

// content returns the settings of the command line for bodies.
func content(c *cli.Context) (content download.Content, err error) {
	content.MaxBytes = c.Generic("max-bytes").(*units.Size).Bytes
	content.Bandwidth = c.Generic("bandwidth").(*units.Bandwidth).PerSecond
	if c.IsSet("expect-type") {
		content.Types, err = mediatype.Parse(c.String("expect-type"))
		if err != nil {
			return content, usagef("--expect-type %w", err)
		}
	}
	return content, nil
}
