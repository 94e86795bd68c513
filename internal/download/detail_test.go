package download

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/badserver"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/outcome"
)

// expired is the answer of S3 to a signed URL that is too old.
const expired = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>`

func TestDetail(t *testing.T) {
	for _, tt := range []struct {
		name, header, body, want string // header without its lengths
	}{
		{"plain text", "403 x\r\nContent-Type: text/plain; charset=utf-8", "not for you\n", "not for you"},
		{"no type", "403 x", "not for you\n", "not for you"},
		{"not found", "404 x\r\nContent-Type: text/plain", "no such bucket", "no such bucket"},
		{"retried", "503 x\r\nContent-Type: application/xml", "<Code>SlowDown</Code>", "<Code>SlowDown</Code>"},
		{
			"XML in lines", "403 x\r\nContent-Type: application/xml", expired,
			`<?xml version="1.0" encoding="UTF-8"?> <Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>`,
		},
		{"JSON", "429 x\r\nContent-Type: Application/JSON", "{\n\t\"error\": \"slow\"\n}", `{ "error": "slow" }`},
		{"a type of JSON", "400 x\r\nContent-Type: application/problem+json", `{"title":"no"}`, `{"title":"no"}`},
		{
			"HTML", "403 x\r\nContent-Type: text/html",
			"<html><head><title>403 &amp; no</title><style>a{b:c}</style></head><!-- <b>x</b> -->" +
				"<body class='>'><SCRIPT>x()</SCRIPT>bye</body>",
			"403 & no '> bye",
		},
		{"HTML that breaks off", "403 x\r\nContent-Type: text/html", "no <a href='", "no"},
		{"characters that can't be printed", "403 x\r\nContent-Type: text/plain", "a\x1b[2J\r\n\tb\xff\u202ec",
			"a [2J b\ufffd c"},
		{"a long text", "403 x\r\nContent-Type: text/plain", strings.Repeat("é", 300), strings.Repeat("é", 200)},
		{"a URL with a password", "403 x\r\nContent-Type: text/plain", "see http://me:hunter2@h/x", "see http://***@h/x"},

		{"nothing", "403 x\r\nContent-Type: text/plain", "", ""},
		{"blanks", "403 x\r\nContent-Type: text/plain", " \r\n ", ""},
		{"a picture", "403 x\r\nContent-Type: image/gif", "GIF89a", ""},
		{"a picture without a type", "403 x", "GIF89a", ""},
		{"bytes that pass for text", "403 x\r\nContent-Type: text/plain", "a\x00b", ""},
		{"compressed", "403 x\r\nContent-Type: text/plain\r\nContent-Encoding: gzip", "abc", ""},
		{"a large text", "403 x\r\nContent-Type: text/plain", strings.Repeat("x", maxBody+1), ""},
		{"a text in chunks", "403 x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked", "not for you", "not for you"},
		{
			"a large text in chunks", "403 x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked",
			strings.Repeat("x", maxBody+1), "",
		},
		{"the file itself", "200 OK\r\nContent-Type: text/plain", "file", ""},
		{"a redirect", "302 x\r\nContent-Type: text/plain", "moved", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answer := "HTTP/1.1 " + tt.header + "\r\nContent-Length: " + strconv.Itoa(len(tt.body)) + "\r\n\r\n" + tt.body
			if strings.Contains(tt.header, "chunked") {
				answer = fmt.Sprintf("HTTP/1.1 %s\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", tt.header, len(tt.body), tt.body)
			}
			host := serveSteps(t, badserver.Send(answer))
			if got := get(t, direct(t, patient), "http://"+host); got.Detail != tt.want {
				t.Errorf("got %q, want %q (%v)", got.Detail, tt.want, got.Err)
			}
		})
	}
}

// If the body of an error does not end, its worker waits no longer than for any body that is not
// saved, and there is no detail.
func TestDetailIsNotWaitedFor(t *testing.T) {
	for name, steps := range map[string][]badserver.Step{
		"hangs": {badserver.Send("HTTP/1.1 403 x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nso far"),
			badserver.Hang()},
		"ends": {badserver.Send("HTTP/1.1 403 x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nso far")},
		"never ends": {
			badserver.Send("HTTP/1.1 403 x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"),
			badserver.Repeat("1\r\nx\r\n"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			host := serveSteps(t, steps...)
			if got := get(t, direct(t, patient), "http://"+host); got.Detail != "" || kindOf(got) != "http" {
				t.Errorf("got %q (%v)", got.Detail, got.Err)
			}
		})
	}
}

// If the body of an error was read, its connection is used again.
func TestDetailKeepsConnections(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-From", r.RemoteAddr)
		http.Error(w, r.RemoteAddr, http.StatusForbidden)
	}))
	defer server.Close()
	d := direct(t, patient)
	if first, second := get(t, d, server.URL), get(t, d, server.URL); first.Detail == "" || first.Detail != second.Detail {
		t.Errorf("the server saw %q and %q", first.Detail, second.Detail)
	}
}

// If a server sends a secret back, the line does not show it.
func TestDetailHidesSecrets(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		name, password, _ := r.BasicAuth()
		io.WriteString(w, r.Header.Get("Authorization")+" "+name+" "+password+" "+url.QueryEscape(password)+
			` hunter2-\"quoted\" `+r.Header.Get("X-Token")+" "+r.Header.Get("Cookie")+" end")
	}))
	defer server.Close()
	for name, header := range map[string]httpclient.Header{
		"user": {
			User:   url.UserPassword("hunter2-name", `hunter2-"quoted"`),
			Fields: []httpclient.Field{{Name: "X-Token", Value: "hunter2-token"}, {Name: "Cookie", Value: "a=hunter2-cookie"}},
		},
		"bearer": {Fields: []httpclient.Field{
			{Name: "Authorization", Value: "Bearer hunter2-bearer"}, {Name: "X-Token", Value: `hunter2-"quoted"`},
		}},
	} {
		got := get(t, newDownloader(t, httpclient.Client{Timeout: patient, AllowPrivate: true}, header), server.URL)
		shown := strings.Contains(got.Detail, "hunter2") || strings.Contains(got.Detail, "aHVudGVyM")
		if shown || !strings.HasSuffix(got.Detail, " end") {
			t.Errorf("%s: got %q", name, got.Detail)
		}
	}
}

// If a server sends a field of the request back in an answer that breaks the rules, the error does
// not have the user's secrets.
func TestErrorsHideSecrets(t *testing.T) {
	broken := errors.New(`malformed answer: field "X: s3cr3t-key"`)
	d := newDownloader(t, httpclient.Client{Timeout: patient},
		httpclient.Header{Fields: []httpclient.Field{{Name: "X-Api-Key", Value: "s3cr3t-key"}}})
	target, err := url.Parse("http://h/x")
	if err != nil {
		t.Fatal(err)
	}
	reply := Reply{Err: outcome.Fail(outcome.Protocol, broken), Head: Head{ETag: `"s3cr3t-key"`}}
	d.hideSecrets(&reply, Request{URL: target})
	f := outcome.AsFailure(reply.Err)
	if text := f.Error(); text != `malformed answer: field "X: ***"` || f.Kind != outcome.Protocol ||
		!errors.Is(reply.Err, broken) {
		t.Errorf("%s: %s", f.Kind, text)
	}
	if reply.Head.ETag != `"***"` {
		t.Errorf("ETag %s", reply.Head.ETag)
	}
}
