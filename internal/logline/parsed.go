package logline

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/tidwall/gjson"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
)

// Time returns the time of a line. If the line has none, Time returns the zero time.
func (l *Line) Time() (time.Time, error) {
	if l.time == (Field{}) {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, l.time.Text)
	if err != nil || !l.time.IsString() {
		return time.Time{}, errors.New("time is not as in 2006-01-02T15:04:05.000000Z")
	}
	return at, nil
}

// Result checks a `result` line and returns its outcome, the fields that identify its file, and the
// fields that a Tally counts. The strings may be parts of the line. The host, the reason and the
// detail are safe to show.
func (l *Line) Result() (Result, error) {
	if _, _, err := l.Saving(); err != nil {
		return Result{}, err
	}
	status := slices.Index(outcome.Statuses[:], outcome.Status(l.outcome.Text)) // Saving has seen it
	r := Result{Status: outcome.Statuses[status], Name: l.Name.Text, Path: l.path.Text}
	r.Code, _ = l.codeOf() // Saving has seen it
	for _, f := range []struct {
		name  string
		value Field
	}{{"name", l.Name}, {"path", l.path}, {"host", l.host}, {"error_kind", l.errorKind}, {"error", l.reason}, {"detail", l.detail}} {
		if f.value.isOther() {
			return Result{}, fmt.Errorf("%s is not a string", f.name)
		}
	}
	if r.Status == outcome.Error {
		if l.errorKind.Text == "" {
			return Result{}, errors.New("error_kind is missing")
		}
		r.Kind = outcome.Kind(l.errorKind.Text)
	}
	if r.Status == outcome.OK {
		r.Bytes, _ = strconv.ParseInt(l.bytes.Text, 10, 64) // Saving has seen it
	}
	if l.status != (Field{}) {
		n, err := strconv.ParseUint(l.status.Text, 10, 16)
		if err != nil || l.status.IsString() {
			return Result{}, errors.New("http_status is not a status")
		}
		r.HTTPStatus = int(n)
	}
	r.Host, r.Reason, r.Detail = redact.OneLine(l.host.Text), redact.OneLine(l.reason.Text), redact.OneLine(l.detail.Text)
	return r, nil
}

// A Run has the fields of a `run` line that a tally reads.
type Run struct {
	Out    string // destination directory
	Server string // label of the site, if it has one
	Part   string // of the list, K/N; empty for the whole
	Resume bool
}

// Run checks a `run` line. The strings may be parts of the line.
func (l *Line) Run() (Run, error) {
	switch {
	case l.version.IsString() || l.version.Text == "":
		return Run{}, errors.New("v is missing or not a number")
	case l.version.Text != strconv.Itoa(Version):
		return Run{}, &VersionError{l.version.Text}
	case !l.out.IsString():
		return Run{}, errors.New("out is missing or not a string")
	case l.server.isOther():
		return Run{}, errors.New("server is not a string")
	case l.part.isOther():
		return Run{}, errors.New("part is not a string")
	}
	return Run{Out: l.out.Text, Server: l.server.Text, Part: l.part.Text, Resume: l.resume.kind == gjson.True}, nil
}

// A VersionError is the error of a `run` line of another version. The meaning of its other fields
// is unknown.
type VersionError struct{ Version string }

func (e *VersionError) Error() string {
	return fmt.Sprintf("its lines are of version %.20s, and this hoist has version %d", e.Version, Version)
}

// longestRun is the longest time that a `tally` line may give: more is a mistake.
const longestRun = 100 * 365 * 24 * time.Hour

// Ending checks a `tally` line, and returns the time that the run took, and its exit status.
func (l *Line) Ending() (elapsed time.Duration, exit int, err error) {
	ms, err := strconv.ParseFloat(l.elapsed.Text, 64)
	if err != nil || l.elapsed.IsString() || !(ms >= 0 && ms <= float64(longestRun/time.Millisecond)) {
		return 0, 0, errors.New("elapsed_ms is not a number of milliseconds")
	}
	status, err := strconv.ParseUint(l.exit.Text, 10, 8)
	if err != nil || l.exit.IsString() {
		return 0, 0, errors.New("exit is not an exit status")
	}
	return time.Duration(ms * float64(time.Millisecond)), int(status), nil
}
