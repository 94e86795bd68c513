package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/options"
	"github.com/hoist/hoist/internal/failedlist"
	"github.com/hoist/hoist/internal/journal"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/internal/tally"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/stages"
)

// tallyLogs counts the files of the logs of earlier runs, as a run does at its end.
func tallyLogs(c *cli.Context, _ options.Given) (exit int, err error) {
	if c.NArg() == 0 {
		return 0, usagef("tally: needs the LOG of a run, or several logs, or a directory of them")
	}
	in, err := tally.Check(c.Args().Slice())
	if err != nil {
		return 0, &usageError{err}
	}
	sum, err := readLogs(c, in.Logs)
	if bad, ok := errors.AsType[*journal.Error](err); ok && bad.Line > 0 {
		return 0, &usageError{err}
	}
	if err != nil {
		return 0, err
	}
	if in.Index != nil {
		if err := sum.Compare(in.Index); err != nil {
			return 0, &usageError{err}
		}
	}
	noteRuns(sum.Resumed)
	noteRuns(sum.Unfinished)
	for _, n := range sum.Parts.Others {
		fmt.Fprintf(os.Stderr, "hoist: there are also runs of a list in %d parts; they do not count as its parts\n", n)
	}
	noteParts("missing", sum.Parts.N, sum.Parts.Missing)
	noteParts("unfinished", sum.Parts.N, sum.Parts.Unfinished)
	sum.Tally.Parts = logline.Parts{
		N: sum.Parts.N, Missing: tally.Ranges(sum.Parts.Missing), Unfinished: tally.Ranges(sum.Parts.Unfinished),
	}
	sum.Tally.Exit = tallyExit(sum)
	if !c.Bool("quiet") {
		noun := "file"
		if sum.Flags {
			noun = "flag"
		}
		fmt.Fprint(os.Stderr, sink.Closing(sum.Tally, noun))
		noteFinished(sum)
	}
	lines := logline.NewLines(os.Stdout)
	lines.Write(time.Now(), &sum.Tally)
	return sum.Tally.Exit, lines.Flush()
}

// readLogs reads the logs, and writes the list of --failed.
func readLogs(c *cli.Context, logs []string) (tally.Sum, error) {
	path, null := c.String("failed"), c.Bool("null")
	switch path {
	case "":
		return tally.Read(logs)
	case "-":
		return tally.Sum{}, usagef("--failed: needs the PATH of a file; standard output is for the tally")
	}
	list, err := failedlist.Open(path, source.LinesForm(null))
	if err != nil {
		return tally.Sum{}, err
	}
	defer list.Close() // without effect after Publish
	sum, err := tally.ReadEach(logs, func(r *logline.Result) error {
		if isCut(r) {
			return nil
		}
		r.Input = r.Code // the log has no other
		if !null && r.Status.HasNoFile() && (!isLine(r.Code) || strings.ContainsAny(r.Code, "\r\n")) {
			return notALine(path, r.Code)
		}
		return list.Add(r)
	})
	if err != nil {
		return sum, err
	}
	return sum, list.Publish(context.Background(), true)
}

// isCut reports whether a line has only the beginning of an input, which was too long for a code.
func isCut(r *logline.Result) bool {
	return r.Kind == outcome.BadInput && strings.HasSuffix(r.Code, "…") && strings.HasSuffix(r.Reason, source.ErrTooLong.Error())
}

func tallyExit(sum tally.Sum) int {
	switch {
	case len(sum.Unfinished) > 0, len(sum.Parts.Missing) > 0:
		return stages.ExitFailure
	case !sum.Tally.Complete():
		return stages.ExitIncomplete
	}
	return stages.ExitOK
}

// noteFinished prints that all parts are finished, if they and all other runs are.
func noteFinished(sum tally.Sum) {
	switch n := sum.Parts.N; {
	case n == 0 || tallyExit(sum) == stages.ExitFailure:
	case n == 1:
		fmt.Fprintln(os.Stderr, "hoist: the only part is finished")
	default:
		fmt.Fprintf(os.Stderr, "hoist: all %d parts are finished\n", n)
	}
}

// mostNoted is the number of runs that are named at most, so that the summary stays in sight.
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

// noteParts prints the numbers of the parts that are missing or unfinished, in the form that
// engines take.
func noteParts(state string, n int, parts []int) {
	if len(parts) == 0 {
		return
	}
	verb := "are"
	if len(parts) == 1 {
		verb = "is"
	}
	fmt.Fprintf(os.Stderr, "hoist: %d of %d parts %s %s: %s\n", len(parts), n, verb, state, tally.Ranges(parts))
}
