package command

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/units"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/internal/redact"
)

// A taskIndex is a variable in which an engine gives each task of an array its index.
type taskIndex struct {
	variable string
	first    uint64 // the first index of a whole array
}

// engines are the engines of `--part auto/N`.
var engines = []taskIndex{{"SLURM_ARRAY_TASK_ID", 1}, {"JOB_COMPLETION_INDEX", 0}, {"AWS_BATCH_JOB_ARRAY_INDEX", 0}}

// partOf returns the part of --part. Without --part it is the whole list.
func partOf(c *cli.Context) (parts.Part, error) {
	text, first := c.String("part"), c.Generic("part-first").(*units.Count)
	if text == "" {
		if first.Given {
			return parts.Part{}, usagef("--part-first %d: is for --part auto/N", first.N)
		}
		return parts.Part{}, nil
	}
	number, of, found := strings.Cut(text, "/")
	n, err := strconv.ParseUint(of, 10, 32)
	if !found || err != nil || n < 1 || n > parts.MaxParts {
		return parts.Part{}, usagef("--part %s: must be K/N or auto/N, where N is the number of parts, 1 to %d", text, parts.MaxParts)
	}
	part := parts.Part{Rule: parts.Rule{N: int(n)}}
	if number == "auto" {
		part.K, err = ofTask(n, first)
		if err != nil {
			return parts.Part{}, usagef("--part %s: %w", text, err)
		}
		return part, nil
	}
	k, err := strconv.ParseUint(number, 10, 32)
	switch {
	case err != nil || k < 1 || k > n:
		return parts.Part{}, usagef("--part %s: the part must be 1 to %d, or auto", text, n)
	case first.Given:
		return parts.Part{}, usagef("--part-first %d: is for --part auto/%d, and not for --part %s", first.N, n, text)
	}
	part.K = int(k)
	return part, nil
}

// ofTask returns the part that the task of an engine has, of n parts.
func ofTask(n uint64, first *units.Count) (k int, err error) {
	before := taskIndex{}
	for _, engine := range engines {
		text := os.Getenv(engine.variable)
		if text == "" {
			continue
		}
		index, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			return 0, fmt.Errorf("%s is %q, and not an index", engine.variable, text)
		}
		if first.Given {
			engine.first = first.N
		}
		if index < engine.first || index-engine.first >= n {
			return 0, fmt.Errorf("%s is %d, and the indexes of %d parts that begin at %d end at %d; --part-first changes where they begin",
				engine.variable, index, n, engine.first, engine.first+n-1)
		}
		now := int(index-engine.first) + 1
		if k != 0 && now != k {
			return 0, fmt.Errorf("%s and %s lead to different parts, %d and %d; give the part as K/%d",
				before.variable, engine.variable, k, now, n)
		}
		k, before = now, engine
	}
	if k == 0 {
		names := make([]string, len(engines))
		for i, engine := range engines {
			names[i] = engine.variable
		}
		last := len(names) - 1
		return 0, fmt.Errorf("none of %s and %s is set; outside of such an engine give the part as K/%d",
			strings.Join(names[:last], ", "), names[last], n)
	}
	return k, nil
}

// isPart reports whether the run fetches a part of a larger list.
func isPart(c *cli.Context, in *input) bool {
	_, n := in.list.Part()
	return n > 0 || c.String("part") != ""
}

// usePart returns the part of --part. It sets in.part to that part, or to the part of hoist split
// that the list is. The limits are for the whole list, and with --part the run gets its share of
// them. A part of hoist split does not show how many runs there are at once, and each of its hosts
// is in one part.
func usePart(c *cli.Context, in *input, planner *naming.Planner) (parts.Part, error) {
	part, err := partOf(c)
	if err != nil {
		return part, err
	}
	in.part = part
	k, n := in.list.Part()
	switch {
	case n > 0 && !part.IsWhole():
		return part, usagef("--part %v: the list is a part of hoist split already", part)
	case n > 0 && k > 0:
		in.part = parts.Part{K: k, Rule: parts.Rule{N: n}}
	}
	if err := checkSplit(c, in); err != nil {
		return part, err
	}
	if err := planner.Unproven(); err != nil && isPart(c, in) {
		return part, fmt.Errorf("%w; a run of a part can't know the names of other parts, so the template must make them unique", err)
	}
	if part.IsWhole() {
		return part, nil
	}
	part.ByCode = planner.Server() != ""
	c.Generic("rate").(*units.Rate).Divide(part.N)
	if !part.ByCode { // a host is in one part
		return part, nil
	}
	c.Generic("per-host-rate").(*units.Rate).Divide(part.N)
	if perHost := c.Generic("per-host").(*units.Count); perHost.Given {
		perHost.N = max(perHost.N/uint64(part.N), 1)
	}
	return part, nil
}

// checkSplit checks that the run makes the codes of its part as hoist split has made them.
func checkSplit(c *cli.Context, in *input) error {
	index, path := in.list.Index()
	if index == nil {
		return nil
	}
	if err := index.Options.CheckCodes(parts.Options{Code: c.String("code"), IgnoreQuery: in.ignored}); err != nil {
		return usagef("%s: %w", path, err)
	}
	return nil
}

// splitNotes returns notes on limits that a part of hoist split does not keep for the whole list.
func splitNotes(c *cli.Context, in *input) (notes []string) {
	if k, n := in.list.Part(); k == 0 && n > 0 && len(c.StringSlice("file")) == 1 {
		notes = append(notes, fmt.Sprintf("%s: does not have the name of a part, so its run does not count as the run of a part",
			c.StringSlice("file")[0]))
	}
	index, path := in.list.Index()
	if index == nil {
		return notes
	}
	byCode := index.By == parts.ByCode
	for _, limit := range []string{"per-host", "per-host-rate"} {
		if byCode && c.IsSet(limit) {
			notes = append(notes, fmt.Sprintf("--%s: by %s the codes of a host are in all parts, and each run has the whole limit; "+
				"give each its share", limit, path))
		}
	}
	if url := redact.URL(in.url); !byCode && url != "" && url != index.Options.URL {
		notes = append(notes, fmt.Sprintf("--url %s: by %s the list was divided for --url %s, so a host may be in several parts, "+
			"and each run has the whole limits of hosts", url, path, index.Options.URL))
	}
	return notes
}
