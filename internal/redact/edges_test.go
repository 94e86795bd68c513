package redact

import "testing"

// If a path has surely begun, an @ belongs to it. Otherwise an @ ends a user name, even a short
// one.
func TestRedactURLEdges(t *testing.T) {
	for text, want := range map[string]string{
		"http:///x@y":             "http:///x@y",
		"http://@h/x":             "http://***@h/x",
		"http://u@h":              "http://***@h",
		"http://h/u@x":            "http://h/u@x",
		"http://h:8080/@":         "http://h:8080/@",
		"http://me:hunter2@":      "http://***@",
		"http://me:hunter2@h/a@b": "http://***@b", // a password may contain a slash
		"http://me:x/y@h/":        "http://***@h/",
		"http://hunter2@/x":       "http://***@/x",
		"me@h/x":                  "me@h/x",
		"http://h/?http://u:x@i/": "http://h/?http://***@i/",
		"http://[me:x]/y@h/":      "http://***@h/",
		"http://me@corp:x/y@h/":   "http://***@h/",
		"http://u@h:80/@x":        "http://***@h:80/@x",
	} {
		if got := URL(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
