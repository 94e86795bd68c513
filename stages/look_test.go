package stages

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/existing"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/store"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/internal/storetest"
)

// An earlierRun has the records of an earlier run, by code.
type earlierRun map[string]logline.Record

func (e earlierRun) Find(code, name string) (logline.Record, bool, error) {
	if code == "unreadable" {
		return logline.Record{}, false, errors.New("log: input/output error")
	}
	record, ok := e[code]
	return record, ok && name == code, nil
}

func recordOf(text string) logline.Record {
	return logline.Record{Bytes: int64(len(text)), SHA256: sha256.Sum256([]byte(text)), URL: "http://h/x", ETag: `"v1"`}
}

// If a store has the capability of several lookups at once, look makes that many.
func TestLookupsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const lookups = 5
		s := &slowStat{Store: local.New(&storetest.Directory{}, local.Options{})}
		r := newRun(t, 4*lookups, func(req *http.Request) (*http.Response, error) { return clienttest.Answer(req, 200, "x"), nil })
		r.Save.Existing.IfExists = store.Skip
		s.capabilities = store.Capabilities{Stat: true, IfExists: []store.IfExists{store.Skip}, Lookups: lookups}
		r.Save.Store = s
		start := time.Now()
		if tally, err := Run(r.ctx, r.reading, r.Config); err != nil || tally.Counts[outcome.OK] != 4*lookups {
			t.Errorf("%+v, %v", tally, err)
		}
		if took := time.Since(start); s.most.Load() != lookups || took != 4*time.Second {
			t.Errorf("%d lookups at once, %v", s.most.Load(), took)
		}
		r.cancel(nil)
	})
}

// A slowStat is a store whose lookups take a second.
type slowStat struct {
	store.Store
	capabilities store.Capabilities
	now, most    atomic.Int64
}

func (s *slowStat) Capabilities() store.Capabilities { return s.capabilities }

func (s *slowStat) Stat(ctx context.Context, name string) (fs.FileInfo, error) {
	if n := s.now.Add(1); n > s.most.Load() {
		s.most.Store(n)
	}
	time.Sleep(time.Second)
	s.now.Add(-1)
	return s.Store.Stat(ctx, name)
}

func TestLook(t *testing.T) {
	const fetched = outcome.OK
	saved := earlierRun{"x": recordOf("text")}
	for _, tt := range []struct {
		name   string
		there  string // text of the file; empty for no file
		policy existing.Policy
		want   outcome.Status
	}{
		{"nothing there, never saved", "", existing.Policy{IfExists: store.Skip}, fetched},
		{"there, never saved", "text", existing.Policy{IfExists: store.Overwrite, History: earlierRun{}}, fetched},
		{"there, never saved, to be left", "text", existing.Policy{IfExists: store.Skip}, outcome.Skipped},
		{"there, never saved, an error", "text", existing.Policy{IfExists: store.Refuse}, outcome.Error},
		{"there, never saved, to be refreshed", "text", existing.Policy{IfExists: store.Refresh, History: earlierRun{}}, fetched},
		{"saved, and gone", "", existing.Policy{History: saved}, fetched},
		{"saved, and there", "text", existing.Policy{History: saved}, outcome.Skipped},
		{"saved, of another size", "longer", existing.Policy{History: saved}, fetched},
		{"saved, of another size, to be left", "longer", existing.Policy{IfExists: store.Skip, History: saved}, fetched},
		{"saved, of another content", "TEXT", existing.Policy{History: saved}, outcome.Skipped},
		{"saved, of another content, verified", "TEXT", existing.Policy{History: saved, Verify: true}, fetched},
		{"saved, verified", "text", existing.Policy{History: saved, Verify: true}, outcome.Skipped},
		{"saved, and gone, by the log", "", existing.Policy{History: saved, TrustHistory: true}, outcome.Skipped},
		{"saved, of another size, by the log", "longer", existing.Policy{History: saved, TrustHistory: true}, outcome.Skipped},
		{"never saved, by the log", "", existing.Policy{History: earlierRun{}, TrustHistory: true}, fetched},
		{"there, never saved, by the log", "text", existing.Policy{History: earlierRun{}, TrustHistory: true}, fetched},
		{
			"there, never saved, to be left, by the log", "text",
			existing.Policy{IfExists: store.Skip, History: earlierRun{}, TrustHistory: true}, outcome.Skipped,
		},
		{"saved, to be refreshed", "text", existing.Policy{IfExists: store.Refresh, History: saved}, outcome.Unchanged},
		{"saved, of another size, to be refreshed", "longer", existing.Policy{IfExists: store.Refresh, History: saved}, fetched},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newWebRun(t, slices.Values([]string{"x"}), func(req *http.Request) (*http.Response, error) {
					if req.Header.Get("If-None-Match") == `"v1"` {
						return clienttest.Answer(req, 304, ""), nil
					}
					return clienttest.Answer(req, 200, "text"), nil
				})
				r.Source.Planner, r.Save.Existing = newPlan(t, "http://h/{code}", "{code}"), tt.policy
				if tt.there != "" {
					r.memory.Files = map[string]string{"x": tt.there}
				}
				lines := only(r.run(t), "result")
				if len(lines) != 1 || lines[0].Outcome != string(tt.want) {
					t.Errorf("got %+v", lines)
				}
			})
		})
	}
}

// With Hashes the line of a file that no record describes has its hash. If the file can't be read,
// the code is an error. Without Hashes it is not read.
func TestLookHashes(t *testing.T) {
	for _, tt := range []struct {
		hashes, readable bool
		want             string
		digits           int // of the hash
	}{
		{true, true, "skipped", 64}, {false, true, "skipped", 0}, {true, false, "error storage", 0}, {false, false, "skipped", 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := newRun(t, 1, atOnceAnswered)
			r.memory.Files = map[string]string{"1": "text"}
			r.Save.Existing = existing.Policy{IfExists: store.Skip, Hashes: tt.hashes}
			if !tt.readable {
				r.directory = unreadable{r.memory}
			}
			lines := r.run(t)
			if got := count(lines); got[tt.want] != 1 || len(only(lines, "result")[0].SHA256) != tt.digits {
				t.Errorf("%+v: got %v, %+v", tt, got, lines)
			}
		})
	}
}

// The files of an unreadable directory can't be opened.
type unreadable struct{ local.Directory }

func (unreadable) Open(context.Context, string) (fs.File, error) { return nil, fs.ErrPermission }

// If the log of the earlier run can't be read, the run ends, since the finished codes are unknown.
func TestLookWithoutItsLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, slices.Values([]string{"unreadable"}), atOnceAnswered)
		r.Source.Planner, r.Save.Existing = newPlan(t, "http://h/{code}", "{code}"), existing.Policy{History: earlierRun{}}
		r.memory.Files = map[string]string{"unreadable": "text"}
		if got := count(r.run(t)); got["error internal"] != 1 || r.err == nil || r.tally.Exit != ExitFailure {
			t.Errorf("%v, %v, exit %d", got, r.err, r.tally.Exit)
		}
	})
}

// A validator belongs to the URL that it came from. A request for another URL has no conditional
// field.
func TestAskForChange(t *testing.T) {
	for _, tt := range []struct {
		name   string
		known  *logline.Record
		header string // name and value
	}{
		{"of the URL as it was asked for", &logline.Record{URL: "http://H:80/x", ETag: `"1"`}, `If-None-Match: "1"`},
		{"nothing known", nil, ""},
		{"an ETag", &logline.Record{URL: "http://h/x", ETag: `W/"1"`, LastModified: "yesterday"}, `If-None-Match: W/"1"`},
		{"no ETag", &logline.Record{URL: "http://h/x", LastModified: "yesterday"}, "If-Modified-Since: yesterday"},
		{"neither", &logline.Record{URL: "http://h/x"}, ""},
		{"of another URL", &logline.Record{URL: "http://h/y", ETag: `"1"`}, ""},
		{"of a URL with a password", &logline.Record{URL: "http://***@h/x", ETag: `"1"`}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := Request{Get: download.Request{URL: clienttest.URL(t, "http://h/x")}, text: "http://H:80/x"}
			if tt.known != nil {
				r.Get.IfChanged = r.version(tt.known)
			}
			req := askedFor(t, r.Get)
			req.Header.Del("User-Agent")
			req.Header.Del("Accept")
			asked := len(req.Header) > 0
			var got strings.Builder
			req.Header.Write(&got)
			if strings.TrimSpace(got.String()) != tt.header || asked != (tt.header != "") {
				t.Errorf("asked %v, with %q", asked, got.String())
			}
		})
	}
}

// If a 304 lacks a field, the line repeats the earlier value, so that the next run can use it.
func TestUnchangedKeepsWhatIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		known := recordOf("text")
		known.ContentType, known.ContentEncoding = "image/gif", "gzip"
		r := newWebRun(t, slices.Values([]string{"x"}), func(req *http.Request) (*http.Response, error) {
			resp := clienttest.Answer(req, 304, "")
			resp.Header.Set("ETag", `W/"v1"`)
			return resp, nil
		})
		r.Source.Planner, r.Save.Existing = newPlan(t, "http://h/{code}", "{code}"),
			existing.Policy{IfExists: store.Refresh, History: earlierRun{"x": known}}
		r.memory.Files = map[string]string{"x": "text"}
		r.run(t)
		for _, want := range []string{
			`"outcome":"unchanged"`, `"http_status":304`, `"path":"out/x","bytes":4,"sha256":"982d`,
			`"content_type":"image/gif","content_encoding":"gzip"`, `"etag":"W/\"v1\""`,
		} {
			if !strings.Contains(r.log.String(), want) {
				t.Errorf("no %s in %s", want, r.log.String())
			}
		}
	})
}

// askedFor returns the request that is sent for r.
func askedFor(t *testing.T, r download.Request) (sent *http.Request) {
	t.Helper()
	d := download.New(download.Config{Transport: clienttest.RoundTripper(func(req *http.Request) (*http.Response, error) {
		sent = req.Clone(req.Context())
		return clienttest.Answer(req, 304, ""), nil
	})})
	d.Do(t.Context(), r)
	return sent
}
