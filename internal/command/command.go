// Package command is the command line. It makes a stages.Config from the options, runs it, and
// returns the exit status.
package command

import (
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/command/garbage"
	"github.com/hoist/hoist/internal/command/help"
	"github.com/hoist/hoist/internal/command/options"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/stages"
)

const version = options.Version

// A subcommand is a command that the first argument can name.
type subcommand struct {
	name   string
	groups []options.Group
	run    func(c *cli.Context, given options.Given) (exit int, err error)
}

// fetchName is the name of the command without a subcommand.
const fetchName = "hoist"

var (
	fetchCommand = subcommand{fetchName, options.Fetch, fetch}
	serveCommand = subcommand{"hoist serve", options.Serve, serve}
	tallyCommand = subcommand{"hoist tally", options.Tally, tallyLogs}
	splitCommand = subcommand{"hoist split", options.Split, splitList}
)

// named are the commands that the first argument names.
var named = map[string]subcommand{"serve": serveCommand, "tally": tallyCommand, "split": splitCommand}

// reserved are first arguments that may become commands in later versions.
var reserved = []string{"report", "completion", "man"}

// commandNames returns the first arguments that are not codes.
func commandNames() []string {
	return append(append(slices.Sorted(maps.Keys(named)), "help", "version"), reserved...)
}

// Run runs the command with args, without its name. It returns the exit status.
func Run(args []string) int {
	garbage.Limit()
	signal.Ignore(syscall.SIGPIPE) // if the reader of stdout goes away, writing returns an error and raises no signal
	log.SetOutput(io.Discard)      // net/http logs errors of servers there, with text from the server
	command := fetchCommand
	exit, err := stages.ExitOK, error(nil)
	switch {
	case len(args) > 0 && args[0] == "help":
		err = printHelp(args[1:])
	case len(args) > 0 && args[0] == "version":
		err = printVersion()
	case len(args) > 0 && slices.Contains(reserved, args[0]):
		err = errReserved(args[0])
	default:
		if len(args) > 0 && named[args[0]].run != nil {
			command, args = named[args[0]], args[1:]
		}
		exit, err = command.main(args)
	}
	if err == nil {
		return exit
	}
	return report(command.name, exit, err)
}

// report prints the error that ended a command, and returns the exit status. exit is the status
// without the error.
func report(command string, exit int, err error) int {
	if _, ok := errors.AsType[*usageError](err); ok {
		fmt.Fprintf(os.Stderr, "hoist: %s (%s --help lists the options)\n", redact.OneLine(err.Error()), command)
		return stages.ExitUsage
	}
	fmt.Fprintf(os.Stderr, "hoist: %s%s\n", redact.OneLine(err.Error()), advice(command, err))
	return max(exit, stages.ExitFailure)
}

// main parses args and runs the command.
func (s *subcommand) main(args []string) (exit int, err error) {
	sorted, given, err := options.Sort(args, s.groups)
	if err != nil {
		return 0, &usageError{err}
	}
	switch rest := sorted[slices.Index(sorted, "--")+1:]; {
	case given["help"] && s.name != fetchName:
		return 0, printHelp([]string{strings.TrimPrefix(s.name, "hoist ")})
	case given["help"] && !help.IsTopic(rest) && args[0] != "--help" && args[0] != "-h":
		return 0, printHelp(nil) // the arguments are codes
	case given["help"]:
		return 0, printHelp(rest)
	case given["version"]:
		return 0, printVersion()
	}
	given["--"] = given["--"] && s.name == fetchName // the arguments of others are not codes
	given.AddFormat(sorted, s.groups)
	app := &cli.App{
		Name: s.name, Flags: given.Flags(s.groups),
		Action: func(c *cli.Context) (err error) {
			exit, err = s.run(c, given)
			return err
		},
		HideHelp:                  true,
		HideVersion:               true,
		DisableSliceFlagSeparator: true,
		ExitErrHandler:            func(*cli.Context, error) {},
		Metadata:                  map[string]any{rawArgs: args},
		OnUsageError:              func(_ *cli.Context, err error, _ bool) error { return optionError(err) },
	}
	err = app.Run(append([]string{app.Name}, sorted...))
	return exit, err
}

// helpOn returns the help on a command or a topic.
func helpOn(topic string) (string, error) {
	if slices.Contains(reserved, topic) {
		return "", errReserved(topic)
	}
	text, err := help.On(topic)
	if err != nil {
		return "", &usageError{err}
	}
	return text, nil
}

// printHelp prints the help for a command or a topic.
func printHelp(topic []string) error {
	text, err := helpOn(strings.Join(topic, " "))
	if err != nil {
		return err
	}
	_, err = fmt.Print(text)
	return err
}

func printVersion() error {
	_, err := fmt.Println("hoist " + version)
	return err
}

// A usageError is an error that the user can fix on the command line.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

func errReserved(command string) error {
	return usagef("this version has no command %s; put a code of that name after --", command)
}

func usagef(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// badVariable matches the parser's error for a variable of the environment.
var badVariable = regexp.MustCompile(`(?s)^could not parse (".*") from environment variable "(\w+)" ` +
	`as value for flag ([\w-]+): (.*)$`)

// optionError returns an error of the parser, with the option as a user writes it.
func optionError(err error) error {
	if m := badVariable.FindStringSubmatch(err.Error()); m != nil {
		return usagef("%s %s: %s (--%s)", m[2], m[1], m[4], m[3])
	}
	return usagef("%s", strings.NewReplacer(" for flag -", " for --", " for -", " for --").Replace(err.Error()))
}
