package download

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/badserver"
	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/spool"
	"github.com/hoist/hoist/internal/storetest"
)

// A script answers the requests of a test, one per connection, and records their range fields.
type script struct {
	mu    sync.Mutex
	asked []string // `Range If-Range` of each request; empty without a range
}

func (s *script) steps(answers []string) func(int) []badserver.Step {
	return func(n int) []badserver.Step {
		return []badserver.Step{badserver.Check(s.look), badserver.Send(answers[min(n, len(answers))-1])}
	}
}

func (s *script) look(request string) {
	var asked []string
	for line := range strings.SplitSeq(request, "\r\n") {
		if name, value, _ := strings.Cut(line, ": "); name == "Range" || name == "If-Range" {
			asked = append(asked, value)
		}
	}
	if len(asked) == 2 && strings.HasPrefix(asked[1], "bytes=") {
		asked[0], asked[1] = asked[1], asked[0]
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, strings.Join(asked, " "))
}

// attempts fetches target until it succeeds or has failed n times. It returns the kinds and the
// last reply.
func attempts(t *testing.T, f *Downloader, target string, n int) (kinds []string, last Reply) {
	t.Helper()
	r := Request{URL: clienttest.URL(t, target)}
	for range n {
		last = follow(t, f, r)
		kinds = append(kinds, kindOf(last))
		if last.Err == nil {
			break
		}
		r = r.Restarted(&last)
	}
	return kinds, last
}

// saved returns the body of a reply, or "" if there is none. It discards the body and checks that
// no file and no place for a partial body is in use.
func saved(t *testing.T, f *Downloader, got Reply) string {
	t.Helper()
	got.Partial.Discard()
	text := ""
	if got.Err == nil {
		if text = storetest.Text(&got.Body); got.Body.SHA256 != sha256.Sum256([]byte(text)) || got.Body.Size != int64(len(text)) {
			t.Errorf("saved %d bytes, but the body has %d of hash %x", len(text), got.Body.Size, got.Body.SHA256)
		}
	}
	if open := f.config.Files.(*storetest.Directory).Pending(); open != 0 || len(f.partials) != 0 {
		t.Errorf("%d pending files and %d places of partial bodies left", open, len(f.partials))
	}
	return text
}

func TestContinue(t *testing.T) {
	const (
		ok     = "HTTP/1.1 200 OK\r\n"
		length = "Content-Length: 10\r\n"
		bytes  = "Accept-Ranges: bytes\r\n"
		v1     = "ETag: \"v1\"\r\n"
		dated  = "Date: Thu, 01 Jan 2026 00:01:00 GMT\r\nLast-Modified: "
		part   = "HTTP/1.1 206 Partial Content\r\n"
		first  = ok + length + v1 + bytes + "\r\n0123"
		rest   = part + v1 + "Content-Length: 6\r\nContent-Range: bytes 4-9/10\r\n\r\n456789"
		whole  = ok + length + v1 + bytes + "\r\n0123456789"
		fresh  = ok + "Content-Length: 3\r\nETag: \"v2\"\r\n" + bytes + "\r\nnew"
	)
	partOf := func(fields, text string) string {
		if !strings.Contains(fields, "ETag:") {
			fields += v1
		}
		return fmt.Sprintf("%s%sContent-Length: %d\r\n\r\n%s", part, fields, len(text), text)
	}
	for _, tt := range []struct {
		name    string
		answers []string
		kinds   string
		asked   string // range fields of each request, separated by commas
		saved   string
	}{
		{"continued", []string{first, rest}, "truncated ok", `,bytes=4- "v1"`, "0123456789"},
		{
			"no ETag repeated",
			[]string{first, part + "Content-Length: 6\r\nContent-Range: bytes 4-9/10\r\n\r\n456789", whole},
			"truncated truncated ok", `,bytes=4- "v1",`, "0123456789",
		},
		{
			"complete length is not repeated",
			[]string{first, partOf("Content-Range: bytes 4-9/*\r\n", "456789")}, "truncated ok",
			`,bytes=4- "v1"`, "0123456789",
		},
		{"breaks off three times", []string{
			first,
			part + v1 + "Content-Length: 6\r\nContent-Range: bytes 4-9/10\r\n\r\n45",
			part + v1 + "Content-Length: 4\r\nContent-Range: bytes 6-9/10\r\n\r\n6",
			partOf("Content-Range: bytes 7-9/10\r\n", "789"),
		}, "truncated truncated truncated ok", `,bytes=4- "v1",bytes=6- "v1",bytes=7- "v1"`, "0123456789"},
		{"less than was asked for", []string{
			first, partOf("Content-Range: bytes 4-6/10\r\n", "456"),
			partOf("Content-Range: bytes 7-9/10\r\n", "789"),
		}, "truncated truncated ok", `,bytes=4- "v1",bytes=7- "v1"`, "0123456789"},
		{
			"chunked", []string{ok + v1 + bytes + "Transfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n", rest},
			"truncated ok", `,bytes=4- "v1"`, "0123456789",
		},
		{"chunked by HTTP/1.0", []string{
			"HTTP/1.0 200 OK\r\n" + v1 + bytes + "Transfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n",
			"HTTP/1.0 206 Partial Content\r\n" + v1 +
				"Content-Range: bytes 4-9/10\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n456789\r\n0\r\n\r\n",
		}, "truncated ok", `,bytes=4- "v1"`, "0123456789"},
		{"said to be chunked by HTTP/1.0, and is not", []string{
			first,
			"HTTP/1.0 206 Partial Content\r\n" + v1 +
				"Content-Range: bytes 4-9/10\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n456", whole,
		}, "truncated protocol ok", `,bytes=4- "v1",`, "0123456789"},
		{"as long as Content-Range says with its chunks", []string{
			first,
			"HTTP/1.0 206 Partial Content\r\n" + v1 +
				"Content-Range: bytes 4-9/10\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n4\r\n",
			partOf("Content-Range: bytes 5-9/10\r\n", "56789"),
		}, "truncated truncated ok", `,bytes=4- "v1",bytes=5- "v1"`, "0123456789"},
		{"by date", []string{
			ok + length + bytes + dated + "Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n0123",
			part + "Content-Length: 6\r\nContent-Range: bytes 4-9/10\r\n\r\n456789",
		}, "truncated ok", ",bytes=4- Thu, 01 Jan 2026 00:00:00 GMT", "0123456789"},
		{
			"an error between", []string{first, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", rest},
			"truncated http ok", `,bytes=4- "v1",bytes=4- "v1"`, "0123456789",
		},

		{"the whole comes", []string{first, fresh}, "truncated ok", `,bytes=4- "v1"`, "new"},
		{"the whole comes, breaks off too, and is continued", []string{first,
			ok + "Content-Length: 3\r\nETag: \"v2\"\r\n" + bytes + "\r\nn",
			partOf("ETag: \"v2\"\r\nContent-Range: bytes 1-2/3\r\n", "ew")},
			"truncated truncated ok", `,bytes=4- "v1",bytes=1- "v2"`, "new"},
		{
			"changed ETag",
			[]string{first, partOf("ETag: \"v2\"\r\nContent-Range: bytes 4-9/10\r\n", "456789"), fresh},
			"truncated truncated ok", `,bytes=4- "v1",`, "new",
		},
		{
			"weak ETag of the same text",
			[]string{first, partOf("ETag: W/\"v1\"\r\nContent-Range: bytes 4-9/10\r\n", "456789"), fresh},
			"truncated truncated ok", `,bytes=4- "v1",`, "new",
		},
		{
			"another place", []string{first, partOf("Content-Range: bytes 3-9/10\r\n", "3456789"), whole},
			"truncated truncated ok", `,bytes=4- "v1",`, "0123456789",
		},
		{
			"another length", []string{first, partOf("Content-Range: bytes 4-9/11\r\n", "456789"), whole},
			"truncated truncated ok", `,bytes=4- "v1",`, "0123456789",
		},
		{
			"beyond the end", []string{first, partOf("Content-Range: bytes 4-10/*\r\n", "456789x"), whole},
			"truncated truncated ok", `,bytes=4- "v1",`, "0123456789",
		},
		{
			"fewer bytes than Content-Range says",
			[]string{first, partOf("Content-Range: bytes 4-9/10\r\n", "45"), whole}, "truncated truncated ok",
			`,bytes=4- "v1",`, "0123456789",
		},
		{"more bytes than Content-Range says", []string{
			first,
			part + v1 +
				"Content-Range: bytes 4-9/10\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n456789xx\r\n" +
				"0\r\n\r\n",
			whole,
		}, "truncated truncated ok", `,bytes=4- "v1",`, "0123456789"},
		{"no Content-Range", []string{first, partOf("", "456789"), whole}, "truncated truncated ok", `,bytes=4- "v1",`, "0123456789"},
		{
			"several ranges",
			[]string{first, partOf("Content-Type: multipart/byteranges; boundary=x\r\n", "--x"), whole},
			"truncated truncated ok", `,bytes=4- "v1",`, "0123456789",
		},
		{
			"another encoding",
			[]string{
				first, partOf("Content-Encoding: gzip\r\nContent-Range: bytes 4-9/10\r\n", "456789"), whole,
			},
			"truncated truncated ok", `,bytes=4- "v1",`, "0123456789",
		},
		{"nobody says how long it is", []string{
			ok + v1 + bytes + "Transfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n",
			partOf("Content-Range: bytes 4-9/*\r\n", "456789"), whole,
		}, "truncated truncated ok", `,bytes=4- "v1",`, "0123456789"},
		{
			"416", []string{first, "HTTP/1.1 416 No\r\nContent-Length: 0\r\n\r\n", whole},
			"truncated truncated ok", `,bytes=4- "v1",`, "0123456789",
		},
		{
			"gone", []string{first, "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"},
			"truncated not_found not_found", `,bytes=4- "v1",bytes=4- "v1"`, "",
		},

		{"weak ETag", []string{ok + length + "ETag: W/\"v1\"\r\n" + bytes + "\r\n0123", whole}, "truncated ok", ",", "0123456789"},
		{
			"weak ETag beside an old date",
			[]string{
				ok + length + "ETag: W/\"v1\"\r\n" + dated + "Wed, 01 Jan 2025 00:00:00 GMT\r\n" + bytes +
					"\r\n0123",
				whole,
			},
			"truncated ok", ",", "0123456789",
		},
		{
			"ETag without its quotes", []string{ok + length + "ETag: v1\r\n" + bytes + "\r\n0123", whole},
			"truncated ok", ",", "0123456789",
		},
		{"no validator", []string{ok + length + bytes + "\r\n0123", whole}, "truncated ok", ",", "0123456789"},
		{
			"date too young",
			[]string{ok + length + bytes + dated + "Thu, 01 Jan 2026 00:00:01 GMT\r\n\r\n0123", whole},
			"truncated ok", ",", "0123456789",
		},
		{"no Accept-Ranges", []string{ok + length + v1 + "\r\n0123", whole}, "truncated ok", ",", "0123456789"},
		{
			"Accept-Ranges: none", []string{ok + length + v1 + "Accept-Ranges: none\r\n\r\n0123", whole},
			"truncated ok", ",", "0123456789",
		},
		{"no byte came", []string{ok + length + v1 + bytes + "\r\n", whole}, "truncated ok", ",", "0123456789"},
		{
			"a proxy's work", []string{"HTTP/1.1 203 Other\r\n" + length + v1 + bytes + "\r\n0123", whole},
			"truncated ok", ",", "0123456789",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			script := &script{}
			host := serveEach(t, script.steps(tt.answers))
			f := direct(t, patient)
			f.partials = make(partials, 1)
			kinds, last := attempts(t, f, "http://"+host+"/x", max(3, len(tt.answers)))
			if got := strings.Join(kinds, " "); got != tt.kinds {
				t.Errorf("kinds %s, want %s; last: %v", got, tt.kinds, last.Err)
			}
			text := saved(t, f, last)
			script.mu.Lock()
			defer script.mu.Unlock()
			if got := strings.Join(script.asked, ","); strings.TrimRight(got, ",") != strings.TrimRight(tt.asked, ",") {
				t.Errorf("asked for %s, want %s", got, tt.asked)
			}
			if text != tt.saved {
				t.Errorf("saved %q, want %q", text, tt.saved)
			}
		})
	}
}

// breaking returns a handler that breaks off each answer after size bytes.
func breaking(text string, size int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		from := 0
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Accept-Ranges", "bytes")
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Length", fmt.Sprint(len(text)))
		if asked := r.Header.Get("Range"); asked != "" {
			fmt.Sscanf(asked, "bytes=%d-", &from)
			w.Header().Del("Content-Type")
			w.Header().Set("Content-Length", fmt.Sprint(len(text)-from))
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(text)-1, len(text)))
			w.WriteHeader(http.StatusPartialContent)
		}
		io.WriteString(w, text[from:min(from+size, len(text))])
	}
}

// served returns a transport that calls handler, without a network.
func served(handler http.Handler) clienttest.RoundTripper {
	return func(req *http.Request) (*http.Response, error) {
		w := &answerWriter{header: http.Header{}, status: 200}
		handler.ServeHTTP(w, req)
		resp := clienttest.Answer(req, w.status, w.text.String())
		resp.Header = w.header
		if length := w.header.Get("Content-Length"); length != "" {
			fmt.Sscan(length, &resp.ContentLength)
			if resp.ContentLength > int64(w.text.Len()) {
				resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(w.text.String()), breakingOff{}))
			}
		}
		return resp, nil
	}
}

type answerWriter struct {
	header http.Header
	status int
	text   strings.Builder
}

func (w *answerWriter) Header() http.Header         { return w.header }
func (w *answerWriter) WriteHeader(status int)      { w.status = status }
func (w *answerWriter) Write(p []byte) (int, error) { return w.text.Write(p) }

type breakingOff struct{}

func (breakingOff) Read([]byte) (int, error) { return 0, syscall.ECONNRESET }

// A body can be continued wherever it broke off: in memory, at the edge of a buffer, in a file, in
// a parallel copy.
func TestContinueSizes(t *testing.T) {
	for _, size := range []int{
		1000, largeSize - 1, largeSize, largeSize + 1, 2*largeSize + 7, 1<<20 - 1, 1 << 20,
		1<<20 + largeSize + 7, 2<<20 + 128<<10,
	} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			text := strings.Repeat("0123456789", 3*max(size, largeSize)/10)
			f := direct(t, patient)
			f.partials = make(partials, 1)
			f.config.Transport = served(breaking(text, size))
			kinds, last := attempts(t, f, "http://h/x", 1000)
			if want := (len(text) + size - 1) / size; len(kinds) != want || last.Err != nil {
				t.Errorf("%d attempts, want %d; %v", len(kinds), want, last.Err)
			}
			if last.Status != 206 || last.Head.ContentType != "text/plain" || last.Head.ETag != `"v1"` {
				t.Errorf("status %d, type %q, ETag %q", last.Status, last.Head.ContentType, last.Head.ETag)
			}
			if saved(t, f, last) != text {
				t.Error("saved what was not sent")
			}
		})
	}
}

// A partial body is continued only by an answer of the URL that it came from, after redirects.
func TestContinueAfterRedirects(t *testing.T) {
	for _, tt := range []struct {
		name string
		to   []string // targets of the redirects of the first and the second attempt
		want string   // path and Range of each request
	}{
		{"to the same place", []string{"/a", "/a"}, "/x  /a  /x  /a bytes=4- "},
		{"elsewhere", []string{"/a", "/b"}, "/x  /a  /x  /b  "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var asked strings.Builder
			broken, whole := breaking("0123456789", 4), breaking("0123456789", 10)
			f := direct(t, patient)
			f.partials = make(partials, 1)
			try := 0
			f.config.Transport = served(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprint(&asked, r.URL.Path, " ", r.Header.Get("Range"), " ")
				switch {
				case r.URL.Path == "/x":
					w.Header().Set("Location", tt.to[try])
					w.WriteHeader(302)
					try++
				case try == 1:
					broken(w, r)
				default:
					whole(w, r)
				}
			}))
			kinds, last := attempts(t, f, "http://h/x", 2)
			if got := strings.Join(kinds, " "); got != "reset ok" || saved(t, f, last) != "0123456789" {
				t.Errorf("got %s, %v", got, last.Err)
			}
			if diff := cmp.Diff(tt.want, asked.String()); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
		})
	}
}

// If no place for a partial body is free, the next attempt starts over.
func TestContinueWithinBudget(t *testing.T) {
	f := direct(t, patient)
	f.partials = make(partials, 1)
	f.config.Transport = served(breaking("0123456789", 4))
	_, first := attempts(t, f, "http://h/x", 1)
	_, second := attempts(t, f, "http://h/y", 1)
	if first.Partial == nil || second.Partial != nil {
		t.Errorf("kept %v and %v, want the first alone", first.Partial, second.Partial)
	}
	first.Partial.Discard()
	_, second = attempts(t, f, "http://h/y", 1)
	if second.Partial == nil {
		t.Error("a place that was given back is not used")
	}
	second.Partial.Discard()
	second.Partial.Discard()
	if len(f.partials) != 0 {
		t.Errorf("%d places taken", len(f.partials))
	}
}

// Only a body that broke off or timed out can be continued.
func TestCanContinue(t *testing.T) {
	for _, tt := range []struct {
		kind outcome.Kind
		want bool
	}{
		{outcome.Reset, true}, {outcome.Truncated, true}, {outcome.Stalled, true}, {outcome.Timeout, true},
		{outcome.Protocol, false}, {outcome.TooLarge, false}, {outcome.BadContent, false}, {outcome.Storage, false},
	} {
		p := begun(t)
		if got := p.canContinue(outcome.Fail(tt.kind, errors.New("x"))); got != tt.want {
			t.Errorf("%s: %v", tt.kind, got)
		}
	}
	p := begun(t)
	if p.canContinue(outcome.Cancel(errors.New("x"))) {
		t.Error("one that was cancelled is")
	}
}

// begun returns a partial body with one byte.
func begun(t *testing.T) *Partial {
	t.Helper()
	p := &Partial{writer: spool.NewWriter(), validator: `"v1"`}
	t.Cleanup(p.Discard)
	p.come(t, "x")
	return p
}

// come appends text to the body.
func (p *Partial) come(t *testing.T, text string) {
	t.Helper()
	if err := p.writer.ReadFrom(t.Context(), strings.NewReader(text), spool.New(nil),
		func(bool) error { return nil }, nil); err != nil {
		t.Fatal(err)
	}
}

func TestParseContentRange(t *testing.T) {
	for _, tt := range []struct {
		text string
		want contentRange
		ok   bool
	}{
		{"bytes 5-9/10", contentRange{5, 9, 10}, true},
		{"Bytes 0-0/1", contentRange{0, 0, 1}, true},
		{"bytes 5-9/*", contentRange{5, 9, -1}, true},
		{"bytes 5-9/9", contentRange{}, false},
		{"bytes 9-5/10", contentRange{}, false},
		{"bytes */10", contentRange{}, false},
		{"bytes 5-9", contentRange{}, false},
		{"bytes 5-/10", contentRange{}, false},
		{"bytes -5-9/10", contentRange{}, false},
		{"bytes +5-9/10", contentRange{}, false},
		{"bytes=5-9/10", contentRange{}, false},
		{"lines 5-9/10", contentRange{}, false},
		{"bytes 5-9223372036854775807/*", contentRange{}, false},
		{"bytes 5-99999999999999999999/*", contentRange{}, false},
		{"", contentRange{}, false},
	} {
		got, err := parseContentRange(tt.text)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("%q: %+v, %v", tt.text, got, err)
		}
	}
}
