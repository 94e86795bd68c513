package flagserver

import (
	"bytes"
	"encoding/json"
	"image/gif"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func some() Options {
	return Options{Countries: map[string]string{"BR": "Brazil", "CI": `Côte "d'Ivoire"`}}
}

func ask(h http.Handler, method, path string, header map[string]string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	for name, value := range header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

// final returns the answer to GET path after redirects, since the mux redirects a path with `..` or
// `//` in it.
func final(t *testing.T, h http.Handler, path string) *http.Response {
	t.Helper()
	for range 3 {
		answer := ask(h, http.MethodGet, path, nil)
		if answer.StatusCode < 300 || answer.StatusCode > 399 {
			return answer
		}
		path = answer.Header.Get("Location")
	}
	t.Fatalf("redirected without end, to %s", path)
	return nil
}

func body(t *testing.T, answer *http.Response) []byte {
	t.Helper()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestEveryCountryIsServed(t *testing.T) {
	countries := map[string]string{}
	for _, code := range manyCodes() {
		countries[code] = "Land of " + code
	}
	h := newSite(Options{Countries: countries}).handler()
	for code, name := range countries {
		directory := "/flags/" + strings.ToLower(code)
		answer := ask(h, http.MethodGet, directory+"/"+strings.ToLower(code)+".gif", nil)
		content := body(t, answer)
		if _, err := gif.Decode(bytes.NewReader(content)); err != nil || !bytes.Equal(content, Draw(code)) {
			t.Errorf("%s: %v, %d bytes", code, err, len(content))
		}
		if kind := answer.Header.Get("Content-Type"); answer.StatusCode != 200 || kind != "image/gif" {
			t.Errorf("%s: %d, %s", code, answer.StatusCode, kind)
		}
		answer = ask(h, http.MethodGet, directory+"/metadata.json", nil)
		if diff := cmp.Diff(map[string]any{"country": name, "iso_cc": code}, fields(t, answer)); diff != "" {
			t.Errorf("%s; want, got:\n%s", code, diff)
		}
	}
}

func fields(t *testing.T, answer *http.Response) map[string]any {
	t.Helper()
	var got map[string]any
	if err := json.Unmarshal(body(t, answer), &got); err != nil {
		t.Error(err)
	}
	return got
}

func TestMetadata(t *testing.T) {
	answer := ask(newSite(some()).handler(), http.MethodGet, "/flags/ci/metadata.json", nil)
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != 200 || kind != "application/json" {
		t.Errorf("%d, %s", answer.StatusCode, kind)
	}
	want := map[string]any{"country": `Côte "d'Ivoire"`, "iso_cc": "CI"}
	if diff := cmp.Diff(want, fields(t, answer)); diff != "" {
		t.Errorf("want, got:\n%s", diff)
	}
}

func TestNotFound(t *testing.T) {
	root := t.TempDir()
	flags := filepath.Join(root, "flags")
	save(t, filepath.Join(root, "secret.gif"), "secret")
	save(t, filepath.Join(flags, "br", "br.gif"), "GIF89a")
	save(t, filepath.Join(flags, "br", "notes.txt"), "secret")
	save(t, filepath.Join(flags, "br", "cn.gif"), "secret")
	save(t, filepath.Join(flags, "xxx", "xxx.gif"), "secret")
	for _, site := range []struct {
		name    string
		options Options
	}{
		{"made", some()},
		{"directory", Options{Dir: flags, Countries: map[string]string{"CI": "of the made ones"}}},
	} {
		h := newSite(site.options).handler()
		if answer := ask(h, http.MethodGet, "/flags/br/br.gif", nil); answer.StatusCode != 200 {
			t.Fatalf("%s: %d", site.name, answer.StatusCode)
		}
		for _, tt := range []struct{ name, path string }{
			{"unknown code", "/flags/xx/xx.gif"},
			{"unknown code's metadata", "/flags/xx/metadata.json"},
			{"upper case", "/flags/BR/BR.gif"},
			{"upper case directory", "/flags/BR/br.gif"},
			{"upper case file", "/flags/br/BR.gif"},
			{"another's flag", "/flags/br/cn.gif"},
			{"another file", "/flags/br/notes.txt"},
			{"another extension", "/flags/br/br.png"},
			{"no file", "/flags/br/"},
			{"no flag", "/flags/"},
			{"the root", "/"},
			{"below a file", "/flags/br/br.gif/x"},
			{"one letter", "/flags/b/b.gif"},
			{"three letters", "/flags/xxx/xxx.gif"},
			{"no letters", "/flags/12/12.gif"},
			{"beyond ASCII", "/flags/%C3%9F/%C3%9F.gif"},
			{"up", "/flags/../secret.gif"},
			{"up, encoded", "/flags/%2e%2e/secret.gif"},
			{"up, with its name", "/flags/%2e%2e/%2e%2e.gif"},
			{"up from the file", "/flags/br/..%2f..%2fsecret.gif"},
			{"up from the file, backwards", `/flags/br/..%5c..%5csecret.gif`},
			{"up and up", "/flags/br/../../../etc/passwd"},
			{"NUL", "/flags/br/br.gif%00.gif"},
		} {
			t.Run(site.name+": "+tt.name, func(t *testing.T) {
				answer := final(t, h, tt.path)
				if text := body(t, answer); answer.StatusCode != 404 || bytes.Contains(text, []byte("secret")) {
					t.Errorf("%d %q", answer.StatusCode, text)
				}
			})
		}
	}
	if answer := ask(newSite(Options{}).handler(), http.MethodGet, "/flags/br/br.gif", nil); answer.StatusCode != 404 {
		t.Errorf("zero value: %d", answer.StatusCode)
	}
}

func save(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestDirectory(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "zz", "zz.gif")
	save(t, path, "GIF89a of zz")
	save(t, filepath.Join(dir, "zz", "metadata.json"), `{"country": "Zed"}`)
	h := newSite(Options{Dir: dir}).handler()
	for _, tt := range []struct{ path, kind, want string }{
		{"/flags/zz/zz.gif", "image/gif", "GIF89a of zz"},
		{"/flags/zz/metadata.json", "application/json", `{"country": "Zed"}`},
	} {
		answer := ask(h, http.MethodGet, tt.path, nil)
		text, kind := string(body(t, answer)), answer.Header.Get("Content-Type")
		if answer.StatusCode != 200 || text != tt.want || kind != tt.kind {
			t.Errorf("%s: %d, %s, %q", tt.path, answer.StatusCode, kind, text)
		}
		if answer.Header.Get("ETag") == "" || answer.Header.Get("Last-Modified") == "" {
			t.Errorf("%s: no validators: %v", tt.path, answer.Header)
		}
	}
	before := ask(h, http.MethodGet, "/flags/zz/zz.gif", nil)
	save(t, path, "GIF89a of zz, but new")
	answer := ask(h, http.MethodGet, "/flags/zz/zz.gif", map[string]string{"If-None-Match": before.Header.Get("ETag")})
	if text := string(body(t, answer)); answer.StatusCode != 200 || text != "GIF89a of zz, but new" {
		t.Errorf("after a change: %d %q", answer.StatusCode, text)
	}
}

func TestConditionsAndRanges(t *testing.T) {
	h := newSite(some()).handler()
	for _, path := range []string{"/flags/br/br.gif", "/flags/br/metadata.json"} {
		whole := ask(h, http.MethodGet, path, nil)
		content := string(body(t, whole))
		etag, modified := whole.Header.Get("ETag"), whole.Header.Get("Last-Modified")
		if !strings.HasPrefix(etag, `"`) || len(etag) < 3 || modified == "" || whole.Header.Get("Accept-Ranges") != "bytes" {
			t.Errorf("%s: %v", path, whole.Header)
		}
		for _, tt := range []struct {
			name   string
			method string
			header map[string]string
			status int
			want   string
		}{
			{"the same by ETag", "GET", map[string]string{"If-None-Match": etag}, 304, ""},
			{"the same by one of its ETags", "GET", map[string]string{"If-None-Match": `"x", ` + etag}, 304, ""},
			{"another ETag", "GET", map[string]string{"If-None-Match": `"x"`}, 200, content},
			{"the same by date", "GET", map[string]string{"If-Modified-Since": modified}, 304, ""},
			{"changed since", "GET", map[string]string{"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}, 200, content},
			{"a part", "GET", map[string]string{"Range": "bytes=5-9"}, 206, content[5:10]},
			{"from there on", "GET", map[string]string{"Range": "bytes=5-"}, 206, content[5:]},
			{"the last bytes", "GET", map[string]string{"Range": "bytes=-4"}, 206, content[len(content)-4:]},
			{"a part of the same", "GET", map[string]string{"Range": "bytes=5-", "If-Range": etag}, 206, content[5:]},
			{"a part of another", "GET", map[string]string{"Range": "bytes=5-", "If-Range": `"x"`}, 200, content},
			{"header alone", "HEAD", nil, 200, ""},
		} {
			t.Run(path+": "+tt.name, func(t *testing.T) {
				answer := ask(h, tt.method, path, tt.header)
				if text := string(body(t, answer)); answer.StatusCode != tt.status || text != tt.want {
					t.Errorf("%d %q, want %d %q", answer.StatusCode, text, tt.status, tt.want)
				}
			})
		}
		if answer := ask(h, http.MethodGet, path, map[string]string{"Range": "bytes=99999-"}); answer.StatusCode != 416 {
			t.Errorf("%s: beyond the end: %d", path, answer.StatusCode)
		}
	}
}

func TestETagsDiffer(t *testing.T) {
	h := newSite(some()).handler()
	seen := map[string]string{}
	for _, path := range []string{"/flags/br/br.gif", "/flags/br/metadata.json", "/flags/ci/ci.gif", "/flags/ci/metadata.json"} {
		etag := ask(h, http.MethodGet, path, nil).Header.Get("ETag")
		if other, ok := seen[etag]; ok {
			t.Errorf("%s and %s: %s", path, other, etag)
		}
		seen[etag] = path
	}
}
