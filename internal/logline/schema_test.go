package logline

import (
	"maps"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/logline/loglinetest"
	"github.com/rs/zerolog"
)

// lineOf is the line of an event at moment.
func lineOf(t *testing.T, event zerolog.LogObjectMarshaler) string {
	t.Helper()
	var b strings.Builder
	lines := NewLines(&b)
	lines.Write(loglinetest.Moment(), event)
	if err := lines.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A change turns a valid line into a line that the schema must refuse.
type change map[string]any

// absent, as a value of a change, removes the field.
type absent struct{}

func (c change) of(fields map[string]any) map[string]any {
	changed := maps.Clone(fields)
	for name, value := range c {
		changed[name] = value
		if value == (absent{}) {
			delete(changed, name)
		}
	}
	return changed
}

func runFields() map[string]any {
	return map[string]any{
		"time": loglinetest.MomentUTC, "event": "run", "v": 1.0, "version": "0.1.0", "url": "https://h/{code}.gif", "out": "downloaded",
		"name": "{code}{ext}", "server": "local", "workers": 30.0, "rate": "10/s", "retries": 3.0,
		"retry_max_wait_ms": 60000.0, "timeout_ms": 6100.0, "max_time_ms": 1.5,
		"user_agent": "hoist/0.1.0", "ordered": false,
	}
}

func okFields() map[string]any {
	return map[string]any{
		"time": loglinetest.MomentUTC, "level": "info", "event": "result", "seq": 1.0, "code": "BR", "outcome": "ok",
		"url": "https://h/br.gif", "http_status": 200.0, "name": "BR.gif", "path": "downloaded/BR.gif", "bytes": 1234.0,
		"sha256": strings.Repeat("0a", 32), "content_type": "image/gif", "etag": `"x"`, "last_modified": "yesterday",
		"remote_ip": "192.0.2.7", "protocol": "HTTP/1.1", "attempts": 1.0, "elapsed_ms": 50.25, "ttfb_ms": 0.001,
	}
}

func notFoundFields() map[string]any {
	return map[string]any{
		"time": loglinetest.MomentUTC, "level": "warn", "event": "result", "seq": 1.0, "code": "BR", "outcome": "not_found",
		"url": "https://h/br.gif", "http_status": 404.0, "attempts": 1.0, "elapsed_ms": 50.25,
	}
}

func errorFields() map[string]any {
	return map[string]any{
		"time": loglinetest.MomentUTC, "level": "error", "event": "result", "seq": 1.0, "code": "BR", "outcome": "error",
		"url": "https://h/br.gif", "http_status": 418.0, "attempts": 1.0, "elapsed_ms": 50.25,
		"error_kind": "http", "error": "418 I'm a teapot",
	}
}

func cancelledFields() map[string]any {
	return map[string]any{
		"time": loglinetest.MomentUTC, "level": "info", "event": "result", "seq": 1.0, "code": "BR", "outcome": "cancelled",
		"attempts": 0.0, "error": "stopped by interrupt",
	}
}

func stepFields() map[string]any {
	return map[string]any{
		"time": loglinetest.MomentUTC, "event": "step", "seq": 1.0, "code": "BR", "step": "started", "worker": 2.0,
	}
}

func tallyFields() map[string]any {
	return map[string]any{
		"time": loglinetest.MomentUTC, "event": "tally", "total": 2.0, "ok": 1.0, "not_found": 0.0, "error": 1.0, "skipped": 0.0,
		"unchanged": 0.0, "cancelled": 0.0, "error_kinds": map[string]any{"http": 1.0}, "bytes": 1234.0,
		"elapsed_ms": 580.5, "exit": 1.0,
	}
}

func TestSchemaAccepts(t *testing.T) {
	schema := loglinetest.Schema(t)
	for _, tt := range []struct {
		name   string
		fields map[string]any
		change change
	}{
		{"run", runFields(), nil},
		{"run without what is optional", runFields(), change{"server": absent{}, "rate": absent{}, "max_time_ms": absent{}}},
		{"saved", okFields(), nil},
		{"saved by way of a proxy", okFields(), change{"http_status": 203.0}},
		{"an empty file", okFields(), change{"bytes": 0.0}},
		{"from an address of IPv6, over HTTP/2", okFields(), change{"remote_ip": "2001:db8::1", "protocol": "HTTP/2.0"}},
		{"code that is no UTF-8", okFields(), change{"code": "\ufffd", "code_b64": "/w=="}},
		{"of a host in another script", okFields(), change{"host": "xn--bcher-kva.example:8080"}},
		{"of an IPv6 address with a zone", okFields(), change{"host": "[fe80::1%eth0]:8080"}},
		{"of an old version", okFields(), change{"name": absent{}}},
		{"with a record", okFields(), change{"record": map[string]any{"id": 7.0, "of": []any{"a", nil}}}},
		{"with what was expected", okFields(), change{"expected": map[string]any{"md5": strings.Repeat("0a", 16), "size": 1234.0}}},
		{"not as expected", errorFields(), change{"error_kind": "mismatch", "expected": map[string]any{"size": 0.0}}},
		{"skipped, with what is expected", cancelledFields(), change{
			"outcome": "skipped", "path": "BR.gif", "bytes": 1.0, "expected": map[string]any{"size": 1.0},
		}},
		{"compressed", okFields(), change{"content_encoding": "gzip"}},
		{"a list of statuses", runFields(), change{"retry_on": "403,404,5xx"}},
		{"URL with a user", okFields(), change{"url": "https://***@h/br.gif"}},
		{"not found", notFoundFields(), nil},
		{"gone", notFoundFields(), change{"http_status": 410.0}},
		{"error", errorFields(), nil},
		{"error with the server's words", errorFields(), change{"detail": "<Code>SlowDown</Code>"}},
		{"not found, with the server's words", notFoundFields(), change{"detail": strings.Repeat("é", 200)}},
		{"cancelled before anything was sent", cancelledFields(), nil},
		{"cancelled in flight", cancelledFields(), change{"attempts": 1.0, "url": "https://h/br.gif", "elapsed_ms": 3.0}},
		{"skipped", cancelledFields(), change{"outcome": "skipped", "error": "seen before"}},
		{"skipped, with a file", cancelledFields(), change{
			"outcome": "skipped", "path": "BR.gif", "bytes": 1.0, "sha256": strings.Repeat("0a", 32),
		}},
		{"skipped, with a file of which only the size is known", cancelledFields(), change{
			"outcome": "skipped", "path": "BR.gif", "bytes": 1.0,
		}},
		{"unchanged", okFields(), change{"outcome": "unchanged", "http_status": 304.0}},
		{"unchanged, without asking", cancelledFields(), change{
			"outcome": "unchanged", "path": "BR.gif", "bytes": 1.0, "sha256": strings.Repeat("0a", 32),
		}},
		{"step", stepFields(), nil},
		{"scheduled, by no worker", stepFields(), change{"step": "scheduled", "worker": absent{}}},
		{"tally", tallyFields(), nil},
		{"tally with hosts", tallyFields(), change{
			"error_hosts": map[string]any{"h": 1.0}, "not_found_hosts": map[string]any{"h:81": 2.0},
		}},
		{"tally of nothing", tallyFields(), change{
			"total": 0.0, "ok": 0.0, "error": 0.0, "error_kinds": map[string]any{}, "exit": 0.0,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := schema.Validate(tt.change.of(tt.fields)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := loglinetest.Schema(t)
	for _, tt := range []struct {
		name   string
		fields map[string]any
		change change
	}{
		{"no event", okFields(), change{"event": absent{}}},
		{"another event", okFields(), change{"event": "start"}},
		{"a field of no event", runFields(), change{"colour": "red"}},
		{"a field of another event", runFields(), change{"seq": 1.0}},
		{"no time", runFields(), change{"time": absent{}}},
		{"time in milliseconds", runFields(), change{"time": "2026-02-02T23:05:06.007Z"}},
		{"time in a zone", runFields(), change{"time": "2026-02-03T00:05:06.007891+01:00"}},
		{"no such day", runFields(), change{"time": "2026-02-30T00:05:06.007891Z"}},
		{"another version of lines", runFields(), change{"v": 2.0}},
		{"no workers", runFields(), change{"workers": 0.0}},
		{"unknown site", runFields(), change{"server": "mars"}},
		{"rate in words", runFields(), change{"rate": "ten"}},
		{"rate that is empty", runFields(), change{"rate": ""}},
		{"no limit given as one", runFields(), change{"max_time_ms": 0.0}},
		{"number as text", runFields(), change{"timeout_ms": "6100"}},
		{"time below zero", runFields(), change{"connect_timeout_ms": -1.0}},

		{"unknown field of a result", okFields(), change{"size": 1.0}},
		{"unknown outcome", okFields(), change{"outcome": "good"}},
		{"no attempts", okFields(), change{"attempts": absent{}}},
		{"seq from zero", okFields(), change{"seq": 0.0}},
		{"ok without path", okFields(), change{"path": absent{}}},
		{"ok without bytes", okFields(), change{"bytes": absent{}}},
		{"ok without sha256", okFields(), change{"sha256": absent{}}},
		{"ok without status", okFields(), change{"http_status": absent{}}},
		{"ok with an error status", okFields(), change{"http_status": 418.0}},
		{"ok with an error kind", okFields(), change{"error_kind": "http"}},
		{"ok with an error", okFields(), change{"error": "no"}},
		{"ok with level warn", okFields(), change{"level": "warn"}},
		{"an address with a port", okFields(), change{"remote_ip": "192.0.2.7:80"}},
		{"an address without an attempt", cancelledFields(), change{"remote_ip": "192.0.2.7"}},
		{"protocol without its name", okFields(), change{"protocol": "2"}},
		{"protocol without an attempt", cancelledFields(), change{"protocol": "HTTP/1.1"}},
		{"ok without an attempt", okFields(), change{
			"attempts": 0.0, "remote_ip": absent{}, "protocol": absent{}, "http_status": absent{},
			"elapsed_ms": absent{}, "ttfb_ms": absent{},
		}},
		{"sha256 in upper case", okFields(), change{"sha256": strings.Repeat("0A", 32)}},
		{"sha256 too short", okFields(), change{"sha256": "0a"}},
		{"bytes in kB", okFields(), change{"bytes": 1.2}},
		{"an empty field", okFields(), change{"etag": ""}},
		{"password in the URL", okFields(), change{"url": "https://u:secret@h/br.gif"}},
		{"a host in capitals", okFields(), change{"host": "H"}},
		{"a host in another script", okFields(), change{"host": "bücher.example"}},
		{"a host with a scheme", okFields(), change{"host": "https://h"}},
		{"a host without a URL", cancelledFields(), change{"host": "h"}},
		{"an encoding without an attempt", cancelledFields(), change{"content_encoding": "gzip"}},
		{"successes in a list of statuses", runFields(), change{"retry_on": "2xx"}},
		{"no statuses", runFields(), change{"retry_on": ""}},
		{"code_b64 that is no base64", okFields(), change{"code_b64": "/w="}},
		{"attempted without a URL", okFields(), change{"url": absent{}}},
		{"attempted without a time", okFields(), change{"elapsed_ms": absent{}}},

		{"nothing expected", okFields(), change{"expected": map[string]any{}}},
		{"an unknown hash expected", okFields(), change{"expected": map[string]any{"crc32": "00000000"}}},
		{"a hash in upper case expected", okFields(), change{"expected": map[string]any{"md5": strings.Repeat("0A", 16)}}},
		{"half a hash expected", okFields(), change{"expected": map[string]any{"sha1": strings.Repeat("0a", 16)}}},
		{"a size as text expected", okFields(), change{"expected": map[string]any{"size": "1"}}},
		{"not as expected, without what was", errorFields(), change{"error_kind": "mismatch"}},
		{"another error of what was expected", errorFields(), change{"expected": map[string]any{"size": 0.0}}},
		{"not found, and not expected to be", notFoundFields(), change{"expected": map[string]any{"size": 0.0}}},
		{"a template of an unknown hash", runFields(), change{"expect": []any{"crc32={crc}"}}},
		{"no templates", runFields(), change{"expect": []any{}}},

		{"not found without status", notFoundFields(), change{"http_status": absent{}}},
		{"not found with another status", notFoundFields(), change{"http_status": 403.0}},
		{"not found with level error", notFoundFields(), change{"level": "error"}},
		{"not found with an error kind", notFoundFields(), change{"error_kind": "http"}},
		{"not found with a file", notFoundFields(), change{"path": "downloaded/BR.gif"}},
		{"error without kind", errorFields(), change{"error_kind": absent{}}},
		{"error without text", errorFields(), change{"error": absent{}}},
		{"error of an unknown kind", errorFields(), change{"error_kind": "bad_luck"}},
		{"error on two lines", errorFields(), change{"error": "a\nb"}},
		{"error with level info", errorFields(), change{"level": "info"}},
		{"error with a file", errorFields(), change{"bytes": 0.0}},
		{"status of kind http is missing", errorFields(), change{"http_status": absent{}}},
		{"words of 201 characters", errorFields(), change{"detail": strings.Repeat("é", 201)}},
		{"no words", errorFields(), change{"detail": ""}},
		{"words on two lines", errorFields(), change{"detail": "a\nb"}},
		{"words without an answer", errorFields(), change{"detail": "no", "http_status": absent{}, "error_kind": "connect"}},
		{"words of an answer that is no error", errorFields(), change{"detail": "no", "http_status": 204.0}},
		{"words with a file", okFields(), change{"detail": "yes"}},
		{"cancelled with level error", cancelledFields(), change{"level": "error"}},
		{"time without an attempt", cancelledFields(), change{"elapsed_ms": 0.0}},
		{"status without an attempt", cancelledFields(), change{"http_status": 200.0}},
		{"skipped with an error kind", cancelledFields(), change{"outcome": "skipped", "error_kind": "bad_input"}},

		{"skipped with a file of unknown size", cancelledFields(), change{"outcome": "skipped", "path": "BR.gif"}},
		{"skipped with the size of no file", cancelledFields(), change{"outcome": "skipped", "bytes": 1.0}},
		{"skipped with the hash of no file", cancelledFields(), change{"outcome": "skipped", "sha256": strings.Repeat("0a", 32)}},
		{"unchanged without path", okFields(), change{"outcome": "unchanged", "path": absent{}}},
		{"unchanged without bytes", okFields(), change{"outcome": "unchanged", "bytes": absent{}}},
		{"unchanged without sha256", okFields(), change{"outcome": "unchanged", "sha256": absent{}}},

		{"unknown field of a step", stepFields(), change{"level": "info"}},
		{"unknown step", stepFields(), change{"step": "stopped"}},
		{"worker zero", stepFields(), change{"worker": 0.0}},
		{"started by nobody", stepFields(), change{"worker": absent{}}},
		{"scheduled by a worker", stepFields(), change{"step": "scheduled"}},

		{"unknown field of a tally", tallyFields(), change{"retries": 1.0}},
		{"zero left out", tallyFields(), change{"skipped": absent{}}},
		{"negative", tallyFields(), change{"total": -1.0}},
		{"unknown kind", tallyFields(), change{"error_kinds": map[string]any{"bad_luck": 1.0}}},
		{"kind that did not occur", tallyFields(), change{"error_kinds": map[string]any{"http": 0.0}}},
		{"no hosts", tallyFields(), change{"not_found_hosts": map[string]any{}}},
		{"unknown exit status", tallyFields(), change{"exit": 4.0}},
		{"exit 0 with an error", tallyFields(), change{"exit": 0.0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if schema.Validate(tt.change.of(tt.fields)) == nil {
				t.Error("accepted")
			}
		})
	}
}
