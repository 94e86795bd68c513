package logline

import (
	"io"
	"time"

	"github.com/hoist/hoist/internal/redact"
	"github.com/rs/zerolog"
)

// Version is the value of the `run` line's `v`. It goes up when a field is renamed or changes its
// meaning.
const Version = 1

// A Header is the `run` line: the settings of the run.
type Header struct {
	Program   string // hoist's version
	URL       string // template
	Out       string // destination directory
	Name      string // template
	Server    string // label of the site, if it has one
	Part      string // of the list, K/N; the limits are then its shares; empty for the whole
	Workers   int
	Rate      string        // as R of --rate, empty without a limit
	Timeout   time.Duration // for a header, and for each byte of a body; 0 without a limit
	MaxTime   time.Duration // 0 without a limit
	UserAgent string
	Ordered   bool

	ConnectTimeout time.Duration // 0 without a limit

	Retries      int
	RetryOn      string // additional statuses that are retried; empty for none
	RetryMaxWait time.Duration
	PerHost      int    // 0 for as many as there are workers
	PerHostRate  string // as Rate
	NoPacing     bool
	MaxErrors    string // as N of --max-errors, empty without a limit

	MaxBytes   int64    // of a body; 0 without a limit
	MinBytes   int64    // of a body; 0 without a limit
	Expect     []string // templates, as T of --expect; empty for none
	ExpectType string   // types that bodies may have; empty for any
	Bandwidth  int64    // bytes a second; 0 without a limit

	Durability string // as --durability
	IfExists   string // as --if-exists
	Resume     bool
	Verify     bool
	RemoteTime bool

	ResumeByLog bool // Resume trusts the log alone
	DryRun      bool // nothing is fetched
}

// MarshalZerologObject writes the fields of the line.
func (h Header) MarshalZerologObject(e *zerolog.Event) {
	e.Str("event", "run").Int("v", Version).Str("version", h.Program)
	e.Str("url", redact.URL(h.URL)).Str("out", h.Out).Str("name", h.Name)
	appendStr(e, "server", h.Server)
	appendStr(e, "part", h.Part)
	e.Int("workers", h.Workers)
	appendStr(e, "rate", h.Rate)
	e.Float64("connect_timeout_ms", milliseconds(h.ConnectTimeout)).Float64("timeout_ms", milliseconds(h.Timeout))
	if h.MaxTime > 0 {
		e.Float64("max_time_ms", milliseconds(h.MaxTime))
	}
	e.Int("retries", h.Retries)
	appendStr(e, "retry_on", h.RetryOn)
	e.Float64("retry_max_wait_ms", milliseconds(h.RetryMaxWait))
	if h.PerHost > 0 {
		e.Int("per_host", h.PerHost)
	}
	appendStr(e, "per_host_rate", h.PerHostRate)
	if h.NoPacing {
		e.Bool("no_pacing", true)
	}
	appendStr(e, "max_errors", h.MaxErrors)
	e.Str("user_agent", h.UserAgent).Bool("ordered", h.Ordered)
	appendInt(e, "max_bytes", h.MaxBytes)
	appendInt(e, "min_bytes", h.MinBytes)
	if len(h.Expect) > 0 {
		e.Strs("expect", h.Expect)
	}
	appendStr(e, "expect_type", h.ExpectType)
	appendInt(e, "bandwidth", h.Bandwidth)
	appendStr(e, "durability", h.Durability)
	appendStr(e, "if_exists", h.IfExists)
	e.Bool("resume", h.Resume)
	if h.ResumeByLog {
		e.Str("resume_by", "log")
	}
	if h.Verify {
		e.Bool("verify", true)
	}
	if h.RemoteTime {
		e.Bool("remote_time", true)
	}
	if h.DryRun {
		e.Bool("dry_run", true)
	}
}

func appendInt(e *zerolog.Event, name string, n int64) {
	if n != 0 {
		e.Int64(name, n)
	}
}

// A Step is one moment in the life of a job: the `step` line of --trace.
type Step struct {
	Time   time.Time
	Seq    uint64
	Code   string
	Name   StepName
	Worker int // 1, 2, … within its stage; 0 without a worker
}

// A StepName is the name of a moment.
type StepName string

const (
	Scheduled StepName = "scheduled" // read, and next for a worker
	Started   StepName = "started"   // a fetch worker took it
	Received  StepName = "received"  // its body is whole
	Retrying  StepName = "retrying"  // it failed, and waits for another attempt
	Saved     StepName = "saved"     // its file is written; it has its name if nothing is to be committed
	Committed StepName = "committed" // its file is durable, and has its name
)

// MarshalZerologObject writes the fields of the line.
func (s Step) MarshalZerologObject(e *zerolog.Event) {
	e.Str("event", "step").Uint64("seq", s.Seq)
	appendCode(e, s.Code)
	e.Str("step", string(s.Name))
	if s.Worker > 0 {
		e.Int("worker", s.Worker)
	}
}

// Lines writes events as JSON, one object a line. One goroutine uses it. Writing returns no error:
// Err and Flush return the first error.
type Lines struct {
	out    *lineBuffer
	logger zerolog.Logger
	stamp  []byte
}

// NewLines returns Lines that write to w, through a buffer of 64 KiB that only whole lines leave.
func NewLines(w io.Writer) *Lines {
	out := &lineBuffer{w: w}
	return &Lines{out: out, logger: zerolog.New(out)}
}

// Write adds a line for event, with the time at. Times are UTC, RFC 3339, to the microsecond.
func (l *Lines) Write(at time.Time, event zerolog.LogObjectMarshaler) {
	l.stamp = at.UTC().AppendFormat(l.stamp[:0], `"2006-01-02T15:04:05.000000Z"`)
	l.logger.Log().RawJSON("time", l.stamp).EmbedObject(event).Send()
}

// Buffered reports whether lines wait to be written.
func (l *Lines) Buffered() bool { return len(l.out.buf) > 0 }

// Err returns the first error that writing ever met.
func (l *Lines) Err() error { return l.out.err }

// Flush writes the buffer, and returns Err.
func (l *Lines) Flush() error {
	l.out.flush()
	return l.out.err
}

// A lineBuffer keeps the first error of w and returns nil. If its writer returned an error, zerolog
// would not return it, and would print a message of its own to stderr.
type lineBuffer struct {
	w   io.Writer
	buf []byte
	err error
}

// BufferSize is the largest number of bytes that Lines buffers before a write. A longer line is
// written by itself.
const BufferSize = 64 << 10

func (b *lineBuffer) Write(line []byte) (int, error) {
	if len(b.buf)+len(line) > BufferSize {
		b.flush()
	}
	if b.err == nil {
		b.buf = append(b.buf, line...)
	}
	return len(line), nil
}

func (b *lineBuffer) flush() {
	if len(b.buf) > 0 && b.err == nil {
		_, b.err = b.w.Write(b.buf)
	}
	b.buf = b.buf[:0]
}
