package parts

import (
	"strconv"
	"strings"
	"testing"
)

// The key of a URL is its host for limits.
func TestKeys(t *testing.T) {
	var keys keyring
	for range 2 { // the second time all are known
		for text, want := range map[string]string{
			"http://example.org/a":           "example.org",
			"https://example.org":            "example.org",
			"HTTPS://Example.ORG:443?q":      "example.org",
			"https://example.org.#x":         "example.org",
			"http://example.org:443/":        "example.org:443",
			"http://me:secret@example.org/a": "example.org",
			"http://[2001:DB8::1]:80/":       "[2001:db8::1]",
			"http://münchen.example/":        "xn--mnchen-3ya.example",
			"http://example.org/%zz":         "example.org", // the run reports it
			"ftp://example.org/":             "",
			"http:///a":                      "",
			"http://a b/":                    "",
			"http://a:99999/":                "",
			"example.org/a":                  "",
			"BR":                             "",
			"":                               "",
		} {
			if got, ok := keys.of(text); got != want || ok != (want != "") {
				t.Errorf("%q: got %q, %t, want %q", text, got, ok, want)
			}
		}
	}
	for i := range 3 * mostKnown {
		host := "h:" + strconv.Itoa(444+i)
		if got, ok := keys.of("http://" + host + "/"); got != host || !ok {
			t.Fatalf("got %q, want %q", got, host)
		}
	}
	if len(keys.known) > mostKnown {
		t.Errorf("%d origins are remembered", len(keys.known))
	}
}

// The key of a plain URL is that by which all URLs are compared.
func FuzzPlain(f *testing.F) {
	for _, text := range []string{"http://a/", "https://a.b/c", "http://./", "http://../", "https:///", "http://a_b-0/x",
		"https", "http"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key, ok := plain(text)
		if !ok {
			return
		}
		before := text[:strings.Index(text, "://")+len("://")+len(key)]
		if want := keyOf(before); key != want {
			t.Errorf("%q: got %q, want %q", text, key, want)
		}
	})
}
