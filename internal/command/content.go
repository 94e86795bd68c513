package command

import (
	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/units"
	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/mediatype"
)

// contentFlags are those that say what bodies have to be, and how fast they may come.
func (g givenOptions) contentFlags() []cli.Flag {
	return []cli.Flag{
		g.unit("max-bytes", new(units.Size), "a body of more than `N` bytes is an error: 5000, 500kB, 10MB, 64KiB (default: no limit)"),
		g.text("expect-type", "", "a body of none of these `TYPES` is an error: image/*, or image/png,image/gif (default: anything goes)"),
		g.unit("bandwidth", new(units.Bandwidth), "`R` bytes a second of all bodies together: 500kB, 10MB/s (default: no limit)"),
	}
}

// content is what the command line says of bodies.
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
