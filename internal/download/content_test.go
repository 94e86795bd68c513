package download

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/badserver"
	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/mediatype"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/storetest"
)

const pngStart = "\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR"

func TestMaxBytes(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	for _, tt := range []struct {
		name  string
		want  string
		limit int64
		steps []badserver.Step
	}{
		{"just within", "ok", 3, []badserver.Step{badserver.Send(ok + "Content-Length: 3\r\n\r\nabc")}},
		{"announced", "too_large", 2, []badserver.Step{badserver.Send(ok + "Content-Length: 3\r\n\r\n"), badserver.Hang()}},
		{"announced, and far too long to drain", "too_large", 2, []badserver.Step{
			badserver.Send(ok + "Content-Length: 9999999\r\n\r\n"), badserver.Hang(),
		}},
		{"not announced", "too_large", 2, []badserver.Step{badserver.Send("HTTP/1.0 200 OK\r\n\r\nabc")}},
		{"without end, in memory", "too_large", 1000, []badserver.Step{
			badserver.Send(ok + "Transfer-Encoding: chunked\r\n\r\n"), badserver.Repeat("3\r\nabc\r\n"),
		}},
		{"without end, in a file", "too_large", 3*largeSize + 1, []badserver.Step{
			badserver.Send(ok + "Transfer-Encoding: chunked\r\n\r\n"), badserver.Repeat("3\r\nabc\r\n"),
		}},
		{"another status", "not_found", 2, []badserver.Step{badserver.Send("HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nabc")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			host := serveSteps(t, tt.steps...)
			f := direct(t, patient)
			f.config.Content.MaxBytes = tt.limit
			got := get(t, f, "http://"+host+"/x")
			if kind := kindOf(got); kind != tt.want || got.Partial != nil {
				t.Errorf("got %s (%v), want %s", kind, got.Err, tt.want)
			}
			if left := f.config.Files.(*storetest.Directory).Pending(); left != 0 {
				t.Errorf("%d pending files left", left)
			}
		})
	}
}

// MaxBytes limits the whole body, even if it arrives in several answers.
func TestMaxBytesContinued(t *testing.T) {
	rest := "HTTP/1.1 206 Partial Content\r\nETag: \"v1\"\r\nContent-Range: bytes 4-9/10\r\n" +
		"Transfer-Encoding: chunked\r\n\r\n6\r\n456789\r\n0\r\n\r\n"
	for limit, want := range map[int64]string{10: "truncated ok", 9: "truncated too_large"} {
		script := &script{}
		host := serveEach(t, script.steps([]string{
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: \"v1\"\r\nAccept-Ranges: bytes\r\n\r\n4\r\n0123\r\n", rest,
		}))
		f := direct(t, patient)
		f.config.Content.MaxBytes, f.partials = limit, make(partials, 1)
		kinds, last := attempts(t, f, "http://"+host+"/x", 2)
		if got := strings.Join(kinds, " "); got != want || last.Retry {
			t.Errorf("limit %d: %s, again %t, want %s", limit, got, last.Retry, want)
		}
		saved(t, f, last)
	}
}

// The first bytes of a body show its type. If the type is wrong, hoist stops reading and keeps none
// of the bytes, however they are split.
func TestExpectTypeFetched(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n"
	send, repeat := badserver.Send, badserver.Repeat
	for _, tt := range []struct {
		name  string
		want  string
		steps []badserver.Step
	}{
		{"right", "ok", []badserver.Step{send(ok + "Content-Length: 16\r\n\r\n" + pngStart)}},
		{"empty", "ok", []badserver.Step{send(ok + "Content-Length: 0\r\n\r\n")}},
		{"short page", "bad_content", []badserver.Step{send(ok + "Content-Length: 6\r\n\r\n<html>")}},
		{"page without end", "bad_content", []badserver.Step{send(ok + "\r\n<html>"), repeat("x")}},
		{"wrong header, body without end", "bad_content", []badserver.Step{
			send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"), repeat("x"),
		}},
		{"no header", "bad_content", []badserver.Step{send("HTTP/1.1 200 OK\r\n\r\n" + pngStart)}},
		{"page of another status", "http", []badserver.Step{
			send("HTTP/1.1 500 Oops\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"),
		}},
		{"page that is not found", "not_found", []badserver.Step{
			send("HTTP/1.1 404 Oops\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"),
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			host := serveSteps(t, tt.steps...)
			f := direct(t, patient)
			f.config.Content.Types = mediatype.Ranges{{Kind: "image", Sub: "*"}}
			got := get(t, f, "http://"+host+"/x")
			if kind := kindOf(got); kind != tt.want {
				t.Errorf("got %s (%v), want %s", kind, got.Err, tt.want)
			}
		})
	}
}

// The first bytes may arrive in two attempts.
func TestExpectTypeContinued(t *testing.T) {
	f := direct(t, patient)
	f.config.Content.Types, f.partials = mediatype.Ranges{{Kind: "text", Sub: "plain"}}, make(partials, 1)
	f.config.Transport = served(breaking("<html>", 3))
	kinds, last := attempts(t, f, "http://h/x", 2)
	if got := strings.Join(kinds, " "); got != "reset bad_content" {
		t.Errorf("got %s", got)
	}
	saved(t, f, last)
}

// When an exchange ends, it does not wait for the bandwidth.
func TestBandwidthStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := direct(t, patient)
		f.config.Transport = clienttest.RoundTripper(func(req *http.Request) (*http.Response, error) {
			resp := clienttest.Answer(req, 200, "")
			resp.Body, resp.ContentLength = io.NopCloser(endless{}), -1
			return resp, nil
		})
		f.throttle, f.config.Limits.MaxTime = newThrottle(1), 90*time.Second
		f.tooLong = outcome.Fail("timeout", fmt.Errorf("too long"))
		began := time.Now()
		got := f.Do(t.Context(), Request{URL: clienttest.URL(t, "http://h/x")})
		if kindOf(got) != "timeout" || time.Since(began) != 90*time.Second {
			t.Errorf("%v after %v", got.Err, time.Since(began))
		}
	})
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
