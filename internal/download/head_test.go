package download

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestModified(t *testing.T) {
	for _, tt := range []struct {
		field string
		unix  int64 // 0 for the zero time
	}{
		{"Sun, 06 Nov 1994 08:49:37 GMT", 784111777}, // the three forms of RFC 9110
		{"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
		{"Sun Nov  6 08:49:37 1994", 784111777},
		{"Fri, 01 Jan 2100 00:00:00 GMT", 4102444800}, // the future
		{"Wed, 31 Dec 1969 23:59:59 GMT", 0},
		{"", 0},
		{"yesterday", 0},
	} {
		want := time.Time{}
		if tt.unix != 0 {
			want = time.Unix(tt.unix, 0)
		}
		if got := (Head{LastModified: tt.field}).Modified(); !got.Equal(want) {
			t.Errorf("%q: got %v, want %v", tt.field, got, want)
		}
	}
}

func TestFilename(t *testing.T) {
	for _, tt := range []struct{ field, want string }{
		{"", ""},
		{"attachment", ""},
		{`attachment; filename="a b.pdf"`, "a b.pdf"},
		{`attachment; filename=a.pdf`, "a.pdf"},
		{`inline; filename="a.pdf"`, "a.pdf"},
		{`Attachment; FileName="a.pdf"`, "a.pdf"},
		{`attachment; filename="EURO rates.txt"; filename*=UTF-8''%e2%82%ac%20rates.txt`, "€ rates.txt"},
		{`attachment; filename*=UTF-8''%e2%82%ac%20rates.txt; filename="EURO rates.txt"`, "€ rates.txt"},
		{`attachment; filename="a.pdf"; filename*=KOI8-R''x`, "a.pdf"},
		{`attachment; filename="../../etc/passwd"`, "passwd"},
		{`attachment; filename="C:\\temp\\a.pdf"`, "a.pdf"},
		{`attachment; filename*=UTF-8''..%2f..%2fa.pdf`, "a.pdf"},
		{`attachment; filename=".."`, ""},
		{`attachment; filename="a/."`, ""},
		{`attachment; filename="a/"`, ""},
		{`attachment; filename=" "`, ""},
		{"attachment; filename*=UTF-8''a%00%0d%0a%7f%c2%85b", "ab"},
		{`attachment; filename="` + strings.Repeat("x", 300) + `"`, strings.Repeat("x", 300)},
		{`attachment; filename="` + strings.Repeat("x", longestDisposition) + `"`, ""},
		{`attachment; filename="a.pdf`, ""},
		{`filename="a.pdf"`, ""},
		{`attachment; filename=a.pdf; filename=b.pdf`, ""},
	} {
		h := http.Header{}
		if tt.field != "" {
			h.Set("Content-Disposition", tt.field)
		}
		if got := filename(h); got != tt.want {
			t.Errorf("%.80s: got %q, want %q", tt.field, got, tt.want)
		}
	}
}

// Whatever a server sends, a name is one part of a path.
func FuzzFilename(f *testing.F) {
	for _, field := range []string{`attachment; filename="a/b"`, "a; filename*=UTF-8''%2e%2e", "a; filename*0=x; filename*1=/y"} {
		f.Add(field)
	}
	f.Fuzz(func(t *testing.T, field string) {
		name := filename(http.Header{"Content-Disposition": {field}})
		if name == "." || name == ".." || strings.ContainsAny(name, "/\\\x00\r\n\t") {
			t.Errorf("%q gives %q", field, name)
		}
	})
}

// The answer gives the name and the extension of a file only if they are wanted.
func TestVariablesOfAnswer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="photo"`)
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "\xff\xd8\xff\xe0\x00\x10JFIF\x00", strings.Repeat("\x00", (len(r.URL.Path)-1)*largeSize))
	}))
	defer server.Close()
	for _, path := range []string{"", "/large"} {
		d := direct(t, patient)
		if got := get(t, d, server.URL+path); got.Head.Filename != "" || got.Head.Extension != "" {
			t.Errorf("%+v, which nobody wants", got.Head)
		}
		d.config.Filename = true
		if got := get(t, d, server.URL+path); got.Head.Filename != "photo" || got.Head.Extension != "" {
			t.Errorf("%+v", got.Head)
		}
		d.config.Extension = true
		if got := get(t, d, server.URL+path); got.Head.Filename != "photo" || got.Head.Extension != ".jpg" {
			t.Errorf("%+v", got.Head)
		}
	}
}

// If a body is continued, its first part gives the name and the extension, even if it is shorter
// than the signature.
func TestVariablesOfContinuedBody(t *testing.T) {
	whole := "\xff\xd8\xff\xe0\x00\x10JFIF" + strings.Repeat("\x00", largeSize)
	for _, cut := range []int{1, 2, 600, 4000, largeSize + 5} {
		s := &script{}
		host := serveEach(t, s.steps([]string{
			fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\nAccept-Ranges: bytes\r\nETag: \"v\"\r\nContent-Type: image/png\r\n"+
				"Content-Disposition: inline; filename=photo\r\n\r\n%s", len(whole), whole[:cut]),
			fmt.Sprintf("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %d-%d/%d\r\nETag: \"v\"\r\nContent-Length: %d\r\n\r\n%s",
				cut, len(whole)-1, len(whole), len(whole)-cut, whole[cut:]),
		}))
		d := direct(t, patient)
		d.partials = make(partials, 1)
		d.config.Filename, d.config.Extension = true, true
		_, got := attempts(t, d, "http://"+host+"/x", 2)
		if got.Status != 206 || got.Head.Filename != "photo" || got.Head.Extension != ".jpg" {
			t.Errorf("after %d bytes: %d, %+v, %v", cut, got.Status, got.Head, got.Err)
		}
		got.Body.Discard()
	}
}
