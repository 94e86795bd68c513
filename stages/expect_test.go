package stages

import (
	"crypto/md5"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/digest"
	"github.com/hoist/hoist/internal/existing"
	"github.com/hoist/hoist/internal/expect"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/integrity"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/store"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/source/records"
)

func md5Of(text string) string { return fmt.Sprintf("%x", md5.Sum([]byte(text))) }

func templates(t *testing.T, texts ...string) expect.Templates {
	t.Helper()
	all, err := expect.Parse(texts, naming.Variables{Names: source.Vars(), Columns: []string{"code", "md5", "n"}})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// The columns of a record have the expected properties of its file. A record without a value
// expects nothing, and a malformed value is the error of its record alone.
func TestExpect(t *testing.T) {
	names := []string{"code", "md5", "n"}
	for _, tt := range []struct {
		name           string
		md5, n         string
		want, expected string // outcome with kind; JSON
		text           string // a part of the error
	}{
		{"both", md5Of("text"), "4", "ok", `{"md5":"` + md5Of("text") + `","size":4}`, ""},
		{"in upper case", "MD5:" + strings.ToUpper(md5Of("text")), "", "ok", `{"md5":"` + md5Of("text") + `"}`, ""},
		{"nothing", "", "", "ok", "", ""},
		{"another hash", md5Of("other"), "4", "error mismatch", `{"md5":"` + md5Of("other") + `","size":4}`,
			"body has the md5 " + md5Of("text") + ", and " + md5Of("other") + " is expected"},
		{"another size", md5Of("text"), "5", "error mismatch", `{"md5":"` + md5Of("text") + `","size":5}`,
			"body has 4 bytes, and 5 are"},
		{"no hash", "abc", "4", "error bad_input", "", `the expected md5 "abc" is not a hash of md5`},
		{"no size", "", "4.0", "error bad_input", "", `the expected size "4.0" is not a number of bytes`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				r := newWebRun(t, nil, func(req *http.Request) (*http.Response, error) {
					requests++
					return clienttest.Answer(req, 200, "text"), nil
				})
				r.Source.Planner = newPlan(t, "http://h/{code}", "{code}")
				r.Source.Jobs = source.From(func(yield func(source.Job, error) bool) {
					yield(source.Job{Code: "x", Record: &records.Record{Names: names, Values: []string{"x", tt.md5, tt.n}}}, nil)
				})
				r.Source.Expect = templates(t, "md5={md5}", "size={col:n}")
				r.memory.Files = map[string]string{"x": "before"}
				lines := only(r.run(t), "result")
				if len(lines) != 1 {
					t.Fatalf("got %+v", lines)
				}
				l := lines[0]
				if got := strings.TrimSpace(l.Outcome + " " + l.Kind); got != tt.want || string(l.Expected) != tt.expected {
					t.Errorf("got %s with %s", got, l.Expected)
				}
				if text, _ := l.Error.(string); !strings.Contains(text, tt.text) {
					t.Errorf("got %q", text)
				}
				if file := r.memory.Files["x"]; (tt.want == "ok") != (file == "text") || tt.want != "ok" && file != "before" {
					t.Errorf("the file is %q", file)
				}
				if sent := tt.want != "error bad_input"; (requests == 1) != sent || (requests == 0) == sent {
					t.Errorf("%d requests", requests)
				}
			})
		})
	}
}

// A file that an earlier run saved is finished only if its line shows that it is as expected now. A
// file that no log has is skipped unless its size is wrong. A file that is not as expected is
// requested without a condition.
func TestLookExpects(t *testing.T) {
	const fetched, ofOther = "ok", "other"
	record := recordOf("text")
	sha := fmt.Sprintf("sha256=%x", record.SHA256)
	withMD5 := record
	withMD5.Expected = &integrity.Expected{Size: -1, Sums: []digest.Sum{digest.SumFrom(digest.MD5, sumBytes("text"))}}
	resumed, refreshed := existing.Policy{History: earlierRun{"x": record}}, existing.Policy{IfExists: store.Refresh,
		History: earlierRun{"x": record}}
	hashed := existing.Policy{History: earlierRun{"x": withMD5}}
	hashedRefresh := existing.Policy{IfExists: store.Refresh, History: earlierRun{"x": withMD5}}
	left, read := existing.Policy{IfExists: store.Skip}, existing.Policy{IfExists: store.Skip, Hashes: true}
	trusted := existing.Policy{History: earlierRun{"x": withMD5}, TrustHistory: true}
	for _, tt := range []struct {
		name    string
		there   string
		policy  existing.Policy
		expects []string
		want    string
	}{
		{"saved, of that size", "text", resumed, []string{"size=4"}, "skipped"},
		{"saved, of another size", "text", resumed, []string{"size=5"}, fetched},
		{"saved, with that SHA-256", "text", resumed, []string{sha, "size=4"}, "skipped"},
		{"saved, with another SHA-256", "text", resumed, []string{"sha256=" + strings.Repeat("0", 64)}, fetched},
		{"saved, without an MD5", "text", resumed, []string{"md5=" + md5Of("text")}, fetched},
		{"saved, with that MD5", "text", hashed, []string{"md5=" + md5Of("text")}, "skipped"},
		{"saved, with that MD5, and cut since", "tex", hashed, []string{"md5=" + md5Of("text")}, fetched},
		{"saved, with another MD5", "text", hashed, []string{"md5=" + md5Of(ofOther)}, fetched},
		{"saved, with an MD5 of which nobody asks", "text", hashed, nil, "skipped"},
		{"saved, with that SHA-256, to be refreshed", "text", refreshed, []string{sha}, "unchanged"},
		{"saved, with another SHA-256, to be refreshed", "text", refreshed, []string{"sha256=" + strings.Repeat("0", 64)}, fetched},
		{"saved, without an MD5, to be refreshed", "text", refreshed, []string{"md5=" + md5Of("text")}, fetched},
		{"saved, with that MD5, to be refreshed", "text", hashedRefresh, []string{"md5=" + md5Of("text")}, "unchanged"},
		{"saved, with that MD5, by the log", "cut", trusted, []string{"md5=" + md5Of("text")}, "skipped"},
		{"saved, with another MD5, by the log", "text", trusted, []string{"md5=" + md5Of(ofOther)}, fetched},
		{"saved, with another SHA-256, by the log", "text", trusted, []string{"sha256=" + strings.Repeat("0", 64)}, fetched},
		{"not saved, with that SHA-256, which is read", "text", read, []string{sha}, "skipped"},
		{"not saved, with another SHA-256, which is read", "TEXT", read, []string{sha}, fetched},
		{"not saved, with another SHA-256, which is not read", "TEXT", left, []string{sha}, "skipped"},
		{"not saved, of that size", "text", left, []string{"size=4"}, "skipped"},
		{"not saved, of another size", "text", left, []string{"size=5"}, fetched},
		{"not saved, with any hash", "text", left, []string{"md5=" + md5Of(ofOther)}, "skipped"},
		{"not saved, of another size, an error", "text", existing.Policy{IfExists: store.Refuse}, []string{"size=5"}, "error"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				conditions := 0
				r := newWebRun(t, slices.Values([]string{"x"}), func(req *http.Request) (*http.Response, error) {
					if req.Header.Get("If-None-Match") != "" {
						conditions++
						return clienttest.Answer(req, 304, ""), nil
					}
					return clienttest.Answer(req, 200, "text"), nil
				})
				r.Source.Planner, r.Save.Existing = newPlan(t, "http://h/{code}", "{code}"), tt.policy
				r.Source.Expect = templates(t, tt.expects...)
				r.memory.Files = map[string]string{"x": tt.there}
				lines := only(r.run(t), "result")
				if len(lines) != 1 {
					t.Fatalf("got %+v", lines)
				}
				l := lines[0]
				if got := l.Outcome; got != tt.want && !(tt.want == fetched && l.Kind == "mismatch") ||
					(conditions > 0) != (got == "unchanged") {
					t.Errorf("got %s (%v), %d conditions", got, l.Error, conditions)
				}
				if has := l.Expected != nil; has != (len(tt.expects) > 0 && (l.Outcome != "error" || l.Kind == "mismatch")) {
					t.Errorf("expected %s", l.Expected)
				}
			})
		})
	}
}

func sumBytes(text string) []byte {
	sum := md5.Sum([]byte(text))
	return sum[:]
}

// A body that was continued and is not as expected is fetched once more from its beginning.
func TestExpectContinued(t *testing.T) {
	for _, tt := range []struct {
		whole    string // the text of the third answer
		want     string
		attempts int
	}{
		{"0123456789", "ok", 3},
		{"01234567xx", "error", 3},
	} {
		synctest.Test(t, func(t *testing.T) {
			requests := 0
			r := newWebRun(t, slices.Values([]string{"x"}), func(req *http.Request) (*http.Response, error) {
				requests++
				resp := clienttest.Answer(req, 200, tt.whole)
				switch requests {
				case 1:
					resp = clienttest.Answer(req, 200, "")
					resp.Body = breakingBody{strings.NewReader("0123")}
				case 2:
					resp = clienttest.Answer(req, 206, "other.")
					resp.Header.Set("Content-Range", "bytes 4-9/10")
				}
				resp.Header.Set("ETag", `"v1"`)
				resp.Header.Set("Accept-Ranges", "bytes")
				resp.ContentLength = 10
				if requests == 2 {
					resp.ContentLength = 6
				}
				return resp, nil
			})
			r.Source.Planner, r.Source.Expect = newPlan(t, "http://h/{code}", "{code}"), templates(t, "md5="+md5Of("0123456789"))
			r.Fetch.Hosts = hosts.Limits{Retries: 5, MaxWait: time.Hour}
			r.Fetch.Download.Partials = 1
			lines := only(r.run(t), "result")
			if len(lines) != 1 || lines[0].Outcome != tt.want || lines[0].Attempts != tt.attempts || requests != tt.attempts {
				t.Errorf("%d requests, %+v", requests, lines)
			}
		})
	}
}

// A breakingBody is a body whose connection breaks at its end.
type breakingBody struct{ r *strings.Reader }

func (b breakingBody) Read(p []byte) (int, error) {
	if n, _ := b.r.Read(p); n > 0 {
		return n, nil
	}
	return 0, syscall.ECONNRESET
}

func (breakingBody) Close() error { return nil }

// If an error is not about the file, its line lacks the expected properties.
func TestExpectedIsLeftOut(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{nil, true},
		{outcome.Fail(outcome.Mismatch, errors.New("x")), true},
		{&outcome.Failure{Status: outcome.Skipped, Err: errors.New("x")}, true},
		{&outcome.Failure{Status: outcome.Unchanged, Err: errors.New("x")}, true},
		{&outcome.Failure{Status: outcome.Cancelled, Kind: outcome.Mismatch, Err: errors.New("x")}, true},
		{&outcome.Failure{Status: outcome.NotFound, Err: errors.New("x")}, false},
		{outcome.Cancel(errors.New("stopped")), false},
		{outcome.Fail(outcome.Storage, errors.New("x")), false},
		{outcome.Fail(outcome.BadContent, errors.New("x")), false},
	} {
		f := Fetched{Err: tt.err}
		f.Request.Get.Expected = &integrity.Expected{Size: 1}
		if got := f.result(""); (got.Expected != nil) != tt.want {
			t.Errorf("%v: got %v", tt.err, got.Expected)
		}
	}
}
