package download

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/clienttest"
)

// The validators of a 206 decide whether it continues a body (RFC 9110, section 15.3.7). If it has
// an ETag, Last-Modified does not matter, since the servers behind one address may have several
// dates for one version.
func TestResumeGoesByTheETag(t *testing.T) {
	const (
		monday  = "Mon, 05 Jan 2026 00:00:00 GMT"
		tuesday = "Tue, 06 Jan 2026 00:00:00 GMT"
		friday  = "Fri, 09 Jan 2026 00:00:00 GMT"
	)
	for _, tt := range []struct {
		name         string
		before, now  string // ETag and Last-Modified, separated by a bar
		contentRange string
		length       int64
		want         string // part of the error; empty for none
	}{
		{"same ETag, another date", `"1"|` + monday, `"1"|` + tuesday, "bytes 4-9/10", 6, ""},
		{"same ETag, no date", `"1"|` + monday, `"1"|`, "bytes 4-9/10", 6, ""},
		{"no ETag repeated", `"1"|` + monday, `|` + monday, "bytes 4-9/10", 6, "has no ETag"},
		{"no ETag, another date", `|` + monday, `|` + tuesday, "bytes 4-9/10", 6, "Last-Modified is"},
		{"another ETag, same date", `"1"|` + monday, `"2"|` + monday, "bytes 4-9/10", 6, "the ETag is"},
		{"an ETag that was not there, another date", `|` + monday, `"1"|` + tuesday, "bytes 4-9/10", 6, "the ETag is"},
		{"no ETag, same date", `|` + monday, `|` + monday, "bytes 4-9/10", 6, ""},
		{"the last byte", `"1"|`, `"1"|`, "bytes 4-9/10", 6, ""},
		{"one byte of six", `"1"|`, `"1"|`, "bytes 4-4/10", 1, ""},
		{"of unknown length", `"1"|`, `"1"|`, "bytes 4-9/10", -1, ""},
		{"one byte more than it says", `"1"|`, `"1"|`, "bytes 4-9/10", 7, "7 bytes are sent as"},
		{"one byte beyond the end", `"1"|`, `"1"|`, "bytes 4-10/*", 7, "ends at byte 10 of 10"},
	} {
		header := func(validators string) http.Header {
			h := http.Header{}
			tag, date, _ := strings.Cut(validators, "|")
			for name, value := range map[string]string{"Etag": tag, "Last-Modified": date, "Date": friday, "Accept-Ranges": "bytes"} {
				if value != "" {
					h.Set(name, value)
				}
			}
			return h
		}
		first := &http.Response{StatusCode: 200, Header: header(tt.before), ContentLength: 10}
		p := newPartial(Request{URL: clienttest.URL(t, "http://h/x")}, first, headOf(first))
		if p.validator == "" {
			t.Errorf("%s: can't be continued at all", tt.name)
		}
		p.come(t, "0123")
		rest := &http.Response{StatusCode: 206, Header: header(tt.now), ContentLength: tt.length}
		rest.Header.Set("Content-Range", tt.contentRange)
		err := p.resume(rest)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
		p.Discard()
	}
}

// Only a strong validator can continue a body (RFC 9110, sections 8.8.1 and 13.1.5), and only if it
// was stored whole.
func TestStrongValidator(t *testing.T) {
	const (
		date   = "Thu, 01 Jan 2026 00:01:00 GMT"
		minute = "Thu, 01 Jan 2026 00:00:00 GMT"
		less   = "Thu, 01 Jan 2026 00:00:01 GMT"
	)
	longest := `"` + strings.Repeat("x", longestHeader-2) + `"`
	for _, tt := range []struct{ tag, modified, date, want string }{
		{`"1"`, "", "", `"1"`},
		{`""`, "", "", `""`},
		{`"`, "", "", ""},
		{`x"`, "", "", ""},
		{`"x`, "", "", ""},
		{`W/"1"`, minute, date, ""},
		{longest, "", "", longest},
		{longest[:1] + longest, "", "", ""},
		{"", minute, date, minute},
		{"", less, date, ""},
		{"", minute, "", ""},
		{"", "yesterday", date, ""},
		{"", "", date, ""},
	} {
		h := http.Header{}
		for name, value := range map[string]string{"Etag": tt.tag, "Last-Modified": tt.modified, "Date": tt.date} {
			if value != "" {
				h.Set(name, value)
			}
		}
		if got := strongValidator(h); got != tt.want {
			t.Errorf("%.20q, %q, %q: got %.20q, want %.20q", tt.tag, tt.modified, tt.date, got, tt.want)
		}
	}
}

// If the file itself is multipart, it is continued like any other. A multipart/byteranges answer
// continues no other body.
func TestResumeOfSeveralParts(t *testing.T) {
	for _, tt := range []struct {
		before, now string // Content-Type
		ok          bool
	}{
		{"multipart/mixed; boundary=a", "multipart/mixed; boundary=a", true},
		{"multipart/mixed; boundary=a", "multipart/byteranges; boundary=b", false},
		{"text/plain", "multipart/byteranges; boundary=b", false},
	} {
		first := &http.Response{StatusCode: 200, ContentLength: 10, Header: http.Header{
			"Etag": {`"1"`}, "Accept-Ranges": {"bytes"}, "Content-Type": {tt.before},
		}}
		p := newPartial(Request{URL: clienttest.URL(t, "http://h/x")}, first, headOf(first))
		p.come(t, "0123")
		rest := &http.Response{StatusCode: 206, ContentLength: 6, Header: http.Header{
			"Etag": {`"1"`}, "Content-Range": {"bytes 4-9/10"}, "Content-Type": {tt.now},
		}}
		if err := p.resume(rest); (err == nil) != tt.ok {
			t.Errorf("%s, then %s: %v", tt.before, tt.now, err)
		}
		p.Discard()
	}
}
