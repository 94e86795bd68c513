package logline

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hoist/hoist/internal/digest"
	"github.com/hoist/hoist/internal/integrity"
	"github.com/hoist/hoist/internal/logline/loglinetest"
	"github.com/hoist/hoist/internal/outcome"
)

func saved() Result {
	return Result{
		Seq: 3, Code: "BR", Status: outcome.OK, URL: "https://h/br.gif", Host: "h", HTTPStatus: 200,
		Name: "BR.gif", Path: "downloaded/BR.gif", Bytes: 1234, SHA256: [32]byte{0x0a, 31: 0xf0},
		ContentType: "image/gif", ContentEncoding: "gzip",
		ETag: `"x"`, LastModified: "Thu, 01 Jan 2026 00:00:00 GMT",
		RemoteIP: "2001:db8::1", Protocol: "HTTP/2.0", Attempts: 2,
		Elapsed: 50_250_400 * time.Nanosecond, TTFB: 1_500 * time.Nanosecond,
	}
}

// sum returns a hash of n bytes, each ab.
func sum(a digest.Algorithm, n int) digest.Sum {
	return digest.SumFrom(a, bytes.Repeat([]byte{0xab}, n))
}

func TestResultLine(t *testing.T) {
	schema := loglinetest.Schema(t)
	empty := saved()
	empty.Bytes, empty.SHA256 = 0, sha256.Sum256(nil)
	const ofNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // FIPS 180-4, of the empty message
	for _, tt := range []struct {
		name    string
		outcome Result
		want    map[string]any
	}{
		{"saved", saved(), map[string]any{
			"level": "info", "seq": 3.0, "code": "BR", "outcome": "ok", "url": "https://h/br.gif", "host": "h", "http_status": 200.0,
			"name": "BR.gif", "path": "downloaded/BR.gif", "bytes": 1234.0, "sha256": "0a" + strings.Repeat("0", 60) + "f0",
			"content_type": "image/gif", "content_encoding": "gzip", "etag": `"x"`, "last_modified": "Thu, 01 Jan 2026 00:00:00 GMT",
			"remote_ip": "2001:db8::1", "protocol": "HTTP/2.0", "attempts": 2.0, "elapsed_ms": 50.25, "ttfb_ms": 0.002,
		}},
		{"saved, an empty file", empty, map[string]any{
			"level": "info", "seq": 3.0, "code": "BR", "outcome": "ok", "url": "https://h/br.gif", "host": "h", "http_status": 200.0,
			"name": "BR.gif", "path": "downloaded/BR.gif", "bytes": 0.0, "sha256": ofNothing,
			"content_type": "image/gif", "content_encoding": "gzip", "etag": `"x"`, "last_modified": "Thu, 01 Jan 2026 00:00:00 GMT",
			"remote_ip": "2001:db8::1", "protocol": "HTTP/2.0", "attempts": 2.0, "elapsed_ms": 50.25, "ttfb_ms": 0.002,
		}},
		{"not found", Result{
			Seq: 1, Code: "XX", Status: outcome.NotFound, URL: "https://h/xx.gif", HTTPStatus: 404,
			Attempts: 1,
		}, map[string]any{
			"level": "warn", "seq": 1.0, "code": "XX", "outcome": "not_found", "url": "https://h/xx.gif", "http_status": 404.0,
			"attempts": 1.0, "elapsed_ms": 0.0,
		}},
		{"error with the server's words", Result{
			Seq: 1, Code: "BR", Status: outcome.Error, URL: "https://h/br.gif", HTTPStatus: 403, Attempts: 1,
			Kind: outcome.HTTP, Reason: "403 Forbidden", Detail: `<Message>"expired"</Message>`,
		}, map[string]any{
			"level": "error", "seq": 1.0, "code": "BR", "outcome": "error", "url": "https://h/br.gif", "http_status": 403.0,
			"attempts": 1.0, "elapsed_ms": 0.0, "error_kind": "http", "error": "403 Forbidden",
			"detail": `<Message>"expired"</Message>`,
		}},
		{"error without an answer", Result{
			Seq: 1, Code: "BR", Status: outcome.Error, URL: "https://h/br.gif", Attempts: 1,
			Elapsed: time.Second, Kind: outcome.DNS, Reason: "no such host",
		}, map[string]any{
			"level": "error", "seq": 1.0, "code": "BR", "outcome": "error", "url": "https://h/br.gif",
			"attempts": 1.0, "elapsed_ms": 1000.0, "error_kind": "dns", "error": "no such host",
		}},
		{"error before an attempt",
			Result{Seq: 1, Code: "b r", Status: outcome.Error, Kind: outcome.BadInput, Reason: "no code"},
			map[string]any{
				"level": "error", "seq": 1.0, "code": "b r", "outcome": "error", "attempts": 0.0,
				"error_kind": "bad_input", "error": "no code",
			}},
		{"skipped", Result{Seq: 2, Code: "BR", Status: outcome.Skipped, Reason: "seen before"}, map[string]any{
			"level": "info", "seq": 2.0, "code": "BR", "outcome": "skipped", "attempts": 0.0, "error": "seen before",
		}},
		{"skipped, as it is there", Result{
			Seq: 2, Code: "BR", Status: outcome.Skipped, Path: "BR.gif", Bytes: 5, SHA256: [32]byte{31: 1},
		}, map[string]any{
			"level": "info", "seq": 2.0, "code": "BR", "outcome": "skipped", "path": "BR.gif", "bytes": 5.0,
			"sha256": strings.Repeat("0", 63) + "1", "attempts": 0.0,
		}},
		{"skipped, with a file of which only the size is known",
			Result{Seq: 2, Code: "BR", Status: outcome.Skipped, Path: "BR.gif", Bytes: 5}, map[string]any{
				"level": "info", "seq": 2.0, "code": "BR", "outcome": "skipped", "path": "BR.gif", "bytes": 5.0, "attempts": 0.0,
			}},
		{"unchanged", Result{
			Seq: 2, Code: "BR", Status: outcome.Unchanged, URL: "https://h/br.gif", HTTPStatus: 304,
			Path: "BR.gif", Bytes: 5, SHA256: [32]byte{31: 1}, Attempts: 1,
		}, map[string]any{
			"level": "info", "seq": 2.0, "code": "BR", "outcome": "unchanged", "url": "https://h/br.gif", "http_status": 304.0,
			"path": "BR.gif", "bytes": 5.0, "sha256": strings.Repeat("0", 63) + "1", "attempts": 1.0, "elapsed_ms": 0.0,
		}},
		{"skipped, with what is expected", Result{
			Seq: 2, Code: "BR", Status: outcome.Skipped, Path: "BR.gif", Bytes: 0, Expected: &integrity.Expected{},
		}, map[string]any{
			"level": "info", "seq": 2.0, "code": "BR", "outcome": "skipped", "path": "BR.gif", "bytes": 0.0, "attempts": 0.0,
			"expected": map[string]any{"size": 0.0},
		}},
		{"error of what is expected", Result{
			Seq: 1, Code: "BR", Status: outcome.Error, URL: "https://h/br.gif", HTTPStatus: 200, Attempts: 1,
			Kind: outcome.Mismatch, Reason: "body has 3 bytes, and 4 are expected",
			Expected: &integrity.Expected{Size: 4, Sums: []digest.Sum{
				sum(digest.SHA512, 64), sum(digest.MD5, 16), sum(digest.SHA256, 32), sum(digest.SHA1, 20),
			}},
		}, map[string]any{
			"level": "error", "seq": 1.0, "code": "BR", "outcome": "error", "url": "https://h/br.gif", "http_status": 200.0,
			"attempts": 1.0, "elapsed_ms": 0.0, "error_kind": "mismatch", "error": "body has 3 bytes, and 4 are expected",
			"expected": map[string]any{
				"md5": strings.Repeat("ab", 16), "sha1": strings.Repeat("ab", 20), "sha256": strings.Repeat("ab", 32),
				"sha512": strings.Repeat("ab", 64), "size": 4.0,
			},
		}},
		{"cancelled", Result{Seq: 2, Code: "BR", Status: outcome.Cancelled, Reason: "stopped"}, map[string]any{
			"level": "info", "seq": 2.0, "code": "BR", "outcome": "cancelled", "attempts": 0.0, "error": "stopped",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := maps.Clone(tt.want)
			want["time"], want["event"] = loglinetest.MomentUTC, "result"
			if diff := cmp.Diff(want, loglinetest.Fields(t, schema, lineOf(t, &tt.outcome))); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
		})
	}
}

func TestCodeInLines(t *testing.T) {
	schema := loglinetest.Schema(t)
	for _, tt := range []struct {
		name, code, want string
		bytes            string // in code_b64
	}{
		{"quotes and backslash", `a"b\c`, `a"b\c`, ""},
		{"line ends", "a\nb\r\nc", "a\nb\r\nc", ""},
		{"control characters", "\x00\x1b[31m\x7f\u0085", "\x00\x1b[31m\x7f\u0085", ""},
		{"line separators of Unicode", "a\u2028b\u2029c", "a\u2028b\u2029c", ""},
		{"markup", "<b>&amp;", "<b>&amp;", ""},
		{"beyond the first plane", "🇧🇷", "🇧🇷", ""},
		{"the replacement character itself", "\ufffd", "\ufffd", ""},
		{"empty", "", "", ""},
		{"no UTF-8", "a\xff\xfeb", "a\ufffd\ufffdb", "a\xff\xfeb"},
		{"half a character", "\xc3", "\ufffd", "\xc3"},
		{"a password", "https://u:secret@h/x", "https://***@h/x", ""},
		{"a password, and no UTF-8", "https://u:secret@h/\xff", "https://***@h/\ufffd", "https://***@h/\xff"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			result := loglinetest.Fields(t, schema, lineOf(t, &Result{Seq: 1, Code: tt.code, Status: outcome.Cancelled}))
			step := loglinetest.Fields(t, schema, lineOf(t, Step{Seq: 1, Code: tt.code, Name: Started, Worker: 1}))
			for _, fields := range []map[string]any{result, step} {
				if fields["code"] != tt.want {
					t.Errorf("got %q, want %q", fields["code"], tt.want)
				}
				b64, _ := fields["code_b64"].(string)
				if got, err := base64.StdEncoding.DecodeString(b64); err != nil || string(got) != tt.bytes {
					t.Errorf("code_b64: got %q, %v, want %q", got, err, tt.bytes)
				}
			}
		})
	}
}

func TestMilliseconds(t *testing.T) {
	for _, tt := range []struct {
		d    time.Duration
		want float64
	}{
		{0, 0},
		{499, 0},
		{500, 0.001}, // half a microsecond
		{time.Microsecond, 0.001},
		{1234567 * time.Nanosecond, 1.235},
		{time.Hour, 3_600_000},
	} {
		if got := milliseconds(tt.d); got != tt.want {
			t.Errorf("%v: got %v, want %v", tt.d, got, tt.want)
		}
	}
}
