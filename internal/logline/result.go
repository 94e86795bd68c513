package logline

import (
	"encoding/base64"
	"encoding/hex"
	"math"
	"time"
	"unicode/utf8"

	"github.com/hoist/hoist/internal/integrity"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
	"github.com/rs/zerolog"
)

// A Result has all facts about one job for the user: it is the `result` line. If a field does not
// apply, it is zero, and left out of the line.
type Result struct {
	Seq             uint64
	Order           uint64 // 1, 2, … in the order of reading, of all results of the run; not in the line
	Input           string // the text of the code, or of its record, as it was given; not in the line
	Code            string
	Status          outcome.Status
	Host            string // of the last request, sent or not: a name, and the port if it is not the scheme's
	Flush           bool   // don't keep the line, and those before it, waiting in the buffer; not in the line
	URL             string
	FinalURL        string // after redirects; empty without redirects
	Redirects       int
	HTTPStatus      int
	Name            string // of the file, under the destination, with `/` between directories; empty if it is not known
	Path            string // from the working directory, as for `cat`
	Bytes           int64
	SHA256          [32]byte // zero if it is not known
	ContentType     string
	ContentEncoding string
	ETag            string
	LastModified    string
	RemoteIP        string // of the last answer: the proxy's, if there is a proxy
	Protocol        string // of the last answer: HTTP/1.1
	Attempts        int
	Elapsed         time.Duration // from the first attempt to the outcome
	RetryWait       time.Duration // between attempts
	TTFB            time.Duration // from the last request to the first byte of its answer
	Kind            outcome.Kind
	Reason          string // one line: the action, its object, the reason
	Detail          string // the beginning of the text that the server sent with an error

	// Record is a JSON object on one line, which the source gave to the job; nil for none. Record
	// and Expected are the only objects in the line.
	Record []byte

	// Expected are the properties that the file was expected to have; nil for none.
	Expected *integrity.Expected

	Size int // bytes of memory that the job takes until the line is written; not in the line

	Done func(error) // called when the line is synced, or can't be; nil for none; not in the line
}

func (o *Result) level() string {
	switch o.Status {
	case outcome.NotFound:
		return "warn"
	case outcome.Error:
		return "error"
	}
	return "info"
}

// MarshalZerologObject writes the fields of the line. If the Status is outcome.Planned, that is a
// `plan` line.
func (o *Result) MarshalZerologObject(e *zerolog.Event) {
	if o.Status == outcome.Planned {
		o.marshalPlan(e)
		return
	}
	e.Str("level", o.level()).Str("event", "result").Uint64("seq", o.Seq)
	secret := appendCode(e, o.Code)
	e.Str("outcome", string(o.Status))
	appendStr(e, "url", o.URL)
	appendStr(e, "final_url", o.FinalURL)
	if o.Redirects > 0 {
		e.Int("redirects", o.Redirects)
	}
	if o.HTTPStatus != 0 {
		e.Int("http_status", o.HTTPStatus)
	}
	if o.Path != "" {
		e.Str("path", o.Path).Int64("bytes", o.Bytes)
		appendSHA256(e, o.SHA256)
	}
	appendStr(e, "content_type", o.ContentType)
	appendStr(e, "content_encoding", o.ContentEncoding)
	appendStr(e, "etag", o.ETag)
	appendStr(e, "last_modified", o.LastModified)
	appendStr(e, "host", o.Host)
	appendStr(e, "remote_ip", o.RemoteIP)
	appendStr(e, "protocol", o.Protocol)
	e.Int("attempts", o.Attempts)
	if o.Attempts > 0 {
		e.Float64("elapsed_ms", milliseconds(o.Elapsed))
	}
	if o.RetryWait > 0 {
		e.Float64("retry_wait_ms", milliseconds(o.RetryWait))
	}
	if o.TTFB > 0 {
		e.Float64("ttfb_ms", milliseconds(o.TTFB))
	}
	appendStr(e, "error_kind", string(o.Kind))
	appendStr(e, "error", o.Reason)
	appendStr(e, "detail", o.Detail)
	if !secret {
		appendStr(e, "name", o.Name)
	}
	if o.Record != nil {
		e.RawJSON("record", o.Record)
	}
	if o.Expected != nil {
		e.Object("expected", expectedObject{o.Expected})
	}
}

// marshalPlan writes the fields of a `plan` line.
func (o *Result) marshalPlan(e *zerolog.Event) {
	e.Str("event", "plan").Uint64("seq", o.Seq)
	appendCode(e, o.Code)
	e.Str("url", o.URL)
	appendStr(e, "path", o.Path)
	if o.Record != nil {
		e.RawJSON("record", o.Record)
	}
}

// appendCode writes the code. If the code is not valid UTF-8, JSON can't hold it, and appendCode
// also writes its bytes in base64. It reports whether it left out a secret.
func appendCode(e *zerolog.Event, code string) (secret bool) {
	shown := redact.URLs(code)
	e.Str("code", shown)
	if !utf8.ValidString(shown) {
		e.Str("code_b64", base64.StdEncoding.EncodeToString([]byte(shown)))
	}
	return shown != code
}

func appendSHA256(e *zerolog.Event, hash [32]byte) {
	if hash == [32]byte{} {
		return
	}
	var digits [64]byte
	hex.Encode(digits[:], hash[:])
	e.Bytes("sha256", digits[:])
}

func appendStr(e *zerolog.Event, key, value string) {
	if value != "" {
		e.Str(key, value)
	}
}

// milliseconds are kept to the microsecond.
func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Microsecond)) / 1000
}
