package command

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/journal"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/internal/tally"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/stages"
)

// tallyLogs counts the files of the logs of earlier runs, as a run does at its end.
func tallyLogs(c *cli.Context) (exit int, err error) {
	if c.NArg() == 0 {
		return 0, usagef("tally: needs the LOG of a run, or several logs")
	}
	logs, err := tally.Check(c.Args().Slice())
	if err != nil {
		return 0, &usageError{err}
	}
	sum, err := tally.Read(logs)
	if bad, ok := errors.AsType[*journal.Error](err); ok && bad.Line > 0 {
		return 0, &usageError{err}
	}
	if err != nil {
		return 0, err
	}
	noteRuns(sum.Resumed)
	noteRuns(sum.Unfinished)
	sum.Tally.Exit = tallyExit(sum)
	if !c.Bool("quiet") {
		noun := "file"
		if sum.Flags {
			noun = "flag"
		}
		fmt.Fprint(os.Stderr, sink.Closing(sum.Tally, noun))
	}
	lines := logline.NewLines(os.Stdout)
	lines.Write(time.Now(), &sum.Tally)
	return sum.Tally.Exit, lines.Flush()
}

func tallyExit(sum tally.Sum) int {
	switch {
	case len(sum.Unfinished) > 0:
		return stages.ExitFailure
	case !sum.Tally.Complete():
		return stages.ExitIncomplete
	}
	return stages.ExitOK
}

// mostNoted is the number of runs that are named, so that they don't push the summary away.
const mostNoted = 10

func noteRuns(runs []tally.Run) {
	for i, run := range runs {
		if i == mostNoted {
			fmt.Fprintf(os.Stderr, "hoist: and %d more runs like these\n", len(runs)-i)
			return
		}
		fmt.Fprintf(os.Stderr, "hoist: %s\n", redact.OneLine(run.String()))
	}
}
