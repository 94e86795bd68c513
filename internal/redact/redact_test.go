package redact

import (
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestRedact(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"no URL", "BR user:secret@host", "BR user:secret@host"},
		{"no user", "https://h/a?b#c", "https://h/a?b#c"},
		{"password", "https://user:secret@h/a", "https://***@h/a"},
		{"user name alone", "https://user@h/a", "https://***@h/a"},
		{"password alone", "https://:secret@h", "https://***@h"},
		{"at in the password", "https://user:sec@ret@h/a", "https://***@h/a"},
		{"colons in the password", "https://user:sec:ret@[::1]:80/a", "https://***@[::1]:80/a"},
		{"at in the path is the path's", "https://h/a@b", "https://h/a@b"},
		{"at in the query is the query's", "https://h?a@b", "https://h?a@b"},
		{"at in the fragment is the fragment's", "https://h#a@b", "https://h#a@b"},
		{"at in the text behind", "see https://h or a@b", "see https://h or a@b"},
		{"blanks and quotes in the password of a URL that is all", "https://user:se cr\"et@h/a", "https://***@h/a"},
		{"a URL that is all, and at in the path", "https://h/a b@c", "https://h/a b@c"},
		{"another scheme", "ftp://user:secret@h", "ftp://***@h"},
		{"in the middle of a text", `Get "https://user:secret@h/a": EOF`, `Get "https://***@h/a": EOF`},
		{"quoted, without a path", `Get "https://user:secret@h": a@b`, `Get "https://***@h": a@b`},
		{"between quotes", `{"to":"https://user:secret@h","mail":"a@b"}`, `{"to":"https://***@h","mail":"a@b"}`},
		{"several", "https://a:secret@h/1 https://h/2 https://b:secret@h/3", "https://***@h/1 https://h/2 https://***@h/3"},
		{"one in the path of another", "https://web.archive.org/web/https://a:secret@h/", "https://web.archive.org/web/https://***@h/"},
		{"one in the query of another", "https://a:secret@h/?to=https://b:secret@i/", "https://***@i/"},
		{"one where another has its host", "http://https://a:secret@h/x", "http://https://***@h/x"},
		{"after a comma", "http://h,http://a:secret@h/", "http://h,http://***@h/"},
		{"two and a comma", "http://a:secret@h,http://b:secret@h/", "http://***@h/"},
		{"on the next line", "http://h\nhttp://a:secret@h/", "http://h\nhttp://***@h/"},
		{"a slash in the password", "http://me:se/cret@h/a", "http://***@h/a"},
		{"a question mark in the password", "http://me:se?cret@h/a", "http://***@h/a"},
		{"a number sign in the password", "http://me:se#cret@h/a", "http://***@h/a"},
		{"at and slash in the password", "http://me:sec@ret/pw@h/a", "http://***@h/a"},
		{"a URL in the password", "http://me:se://cr@et/pw@h/a", "http://***@h/a"},
		{"a slash and blanks in the password of a URL that is all", "http://me:se/cr et \"pw@h/a", "http://***@h/a"},
		{"a mail address before the password", "http://me@corp.example:se/cret@h/a", "http://***@h/a"},
		{"brackets before a password", "http://[me:se]/cret@h/a", "http://***@h/a"},
		{"a slash in the password, in the middle", `Get "http://me:se/cret@h/a": EOF`, `Get "http://***@h/a": EOF`},
		{"a password and at in the path", "https://me:secret@h/a@b", "https://***@b"}, // which may be me:secret@h/a
		{"user name alone, and at in the path", "https://user@h:80/@b", "https://***@h:80/@b"},
		{"user name alone, an address and at in the path", "https://user@[::1]:80/@b", "https://***@[::1]:80/@b"},
		{"at begins the path", "https://medium.example/@me/x", "https://medium.example/@me/x"},
		{"port, and at in the path", "http://h:80/@x", "http://h:80/@x"},
		{"empty port, and at in the path", "http://h:/@x", "http://h:/@x"},
		{"an IPv6 address, and at in the path", "http://[::1]/@x", "http://[::1]/@x"},
		{"an address with a zone, a port, and at in the path", "http://[fe80::1%25eth0]:80/@x", "http://[fe80::1%25eth0]:80/@x"},
		{"at in a parameter", "https://h/?mail=a@b", "https://h/?mail=a@b"},
		{"no at", "http://h:word/a", "http://h:word/a"},
		{"at in a later URL", "http://h:word/a https://medium.example/@me", "http://h:word/a https://medium.example/@me"},
		{"done before", "https://***@h/a", "https://***@h/a"},
		{"invalid UTF-8", "\xff https://user:\xff@h/\xff", "\xff https://***@h/\xff"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := URLs(tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestExcerpt(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"as it is", "slow", "slow"},
		{"blanks and line ends", " \ta\r\n  b\u00a0c \n", "a b c"},
		{"what can't be printed", "a\x1b[2J\x00\u202eb", "a [2J b"},
		{"invalid UTF-8", "a\xffb", "a\ufffdb"},
		{"as many as there may be", "abcdefghij", "abcdefghij"},
		{"one more", "abcdefghijk", "abcdefghij"},
		{"characters, not bytes", strings.Repeat("é", 11), strings.Repeat("é", 10)},
		{"cut at a blank", "abcdefghi jk", "abcdefghi"},
		{"a password", "at x://a:secret@h", "at x://***"},
	} {
		if got := Excerpt(tt.text, 10); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestOneLine(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"as it is", "dial tcp: no such host", "dial tcp: no such host"},
		{"two lines", "one\ntwo", "one; two"},
		{"blanks outside", " \tone\r\n", "one"},
		{"a terminal's commands", "a\x1b[2Jb\x07\x7f\u009bc", "a [2Jb   c"},
		{"NUL", "a\x00b", "a b"},
		{"invalid UTF-8", "a\xffb", "a\ufffdb"},
		{"beyond ASCII", "ä 🇧🇷", "ä 🇧🇷"},
		{"cut to 500 bytes", strings.Repeat("x", 600), strings.Repeat("x", 497) + "…"},
		{"cut between characters", "a" + strings.Repeat("é", 400), "a" + strings.Repeat("é", 248) + "…"},
		{"cut when it is as long as it will be", strings.Repeat("\xff", 300), strings.Repeat("\ufffd", 165) + "…"},
		{"a password", "Get \"https://user:secret@h/\":\nEOF", `Get "https://***@h/":; EOF`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := OneLine(tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A password is hidden even if the cut goes through it.
func TestOneLineRedactsBeforeItCuts(t *testing.T) {
	got := OneLine(strings.Repeat("x", 480) + " https://user:secret-secret-secret@h/")
	if strings.Contains(got, "sec") || !strings.Contains(got, "***@h") {
		t.Errorf("got %q", got)
	}
}

func FuzzOneLine(f *testing.F) {
	f.Add("", "user", "word", "")
	f.Add("https://a:b@c", "", "", "https://a:b@c")
	f.Add(`Get "`, "u@:/", "@:/?#\"\n", `": EOF`)
	f.Add("\xff\n\u2028\x00", "\xff", "\xff\x1b", strings.Repeat("\xffx", 400))
	f.Add(strings.Repeat("x", 480), "user", "word", strings.Repeat("é", 400))
	f.Fuzz(func(t *testing.T, before, user, password, after string) {
		const secret = "pa55"
		if strings.Contains(before, secret) || strings.Contains(after, secret) {
			t.Skip()
		}
		u := url.URL{Scheme: "https", User: url.UserPassword(user, secret+password), Host: "example.org", Path: "/"}
		text := before + u.String() + after

		redacted := URLs(text)
		if strings.Contains(redacted, secret) {
			t.Errorf("Redact(%q) = %q", text, redacted)
		}
		guessed := strings.Contains(before, "://") || strings.Contains(after, "@") // more than the password may be hidden
		if !guessed && !strings.Contains(redacted, "https://***@example.org/") {
			t.Errorf("no URL in %q", redacted)
		}
		if utf8.ValidString(text) && !utf8.ValidString(redacted) {
			t.Errorf("no UTF-8: %q", redacted)
		}

		line := OneLine(text)
		if strings.Contains(line, secret) {
			t.Errorf("OneLine(%q) = %q", text, line)
		}
		if !utf8.ValidString(line) || strings.ContainsFunc(line, unicode.IsControl) {
			t.Errorf("OneLine(%q) = %q", text, line)
		}
		if len(line) > 500 {
			t.Errorf("%d bytes", len(line))
		}
	})
}

func TestRedactURL(t *testing.T) {
	for text, want := range map[string]string{
		"":                                 "",
		"{+code}":                          "{+code}",
		"https://h/{code}":                 "https://h/{code}",
		"https://h:80/{code}@x":            "https://h:80/{code}@x",
		"https://[::1]/{code}@x":           "https://[::1]/{code}@x",
		"https://user:secret@h/{code}":     "https://***@h/{code}",
		"https://user:se cr\"et@h/{code}":  "https://***@h/{code}",
		"https://user:se/cr?e#t@h/{code}":  "https://***@h/{code}",
		"https://user:secret@h/{code}.jpg": "https://***@h/{code}.jpg",
		"user:secret@h/{code}":             "***@h/{code}",
		"//user:secret@h/{code}":           "***@h/{code}",
		"//secret@h/{code}":                "***@h/{code}",
		"http:/user:secret@h/{code}":       "***@h/{code}",
		"http//user:secret@h/{code}":       "***@h/{code}",
		"h:80/{code}":                      "h:80/{code}",
		"{code}@2x.png":                    "{code}@2x.png",
	} {
		if got := URL(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// The text of a parsed URL without its password is exact, and it stays as it is if it is redacted
// again.
func TestParsed(t *testing.T) {
	for text, want := range map[string]string{
		"https://h/a@b":                              "https://h/a@b",
		"https://user:secret@h/@a":                   "https://***@h/@a",
		"https://user:secret@h:80/?m=a@b#c":          "https://***@h:80/?m=a@b#c",
		"https://user:se%2Fcr%40et@[::1]/a@b":        "https://***@[::1]/a@b",
		"https://@h/a@b":                             "https://***@h/a@b",
		"https://u:secret@h/@a?to=http://u:secret@i": "https://***@h/@a?to=http://***@i",
		"https://h/@a?to=http://u:secret@i":          "https://h/@a?to=http://***@i",
	} {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := Parsed(u); got != want || URLs(got) != want {
			t.Errorf("%s: got %s, and again %s; want %s", text, got, URLs(got), want)
		}
	}
}

// A password that is not percent-encoded is hidden, whatever it contains, unless it begins as a
// port does. A URL without a password is shown as it is.
func FuzzRawPassword(f *testing.F) {
	f.Add("x/", "")
	f.Add("x@y/", "://z@")
	f.Add("x://", "/?#@:")
	f.Add("]/", "%")
	f.Fuzz(func(t *testing.T, begin, end string) {
		const secret = "pa55"
		if strings.ContainsAny(begin+end, wordEnds) || begin == "" || strings.Contains("0123456789/?#", begin[:1]) {
			t.Skip()
		}
		for _, text := range []string{"https://me:" + begin + secret + end + "@h/x", "to https://me:" + begin + secret + end + "@h/x"} {
			if got := URLs(text); strings.Contains(got, secret) || !strings.HasSuffix(got, "https://***@h/x") {
				t.Errorf("%q became %q", text, got)
			}
		}
		for _, text := range []string{"https://h/" + begin, "https://h:80/@" + begin, "to https://h/?" + begin} {
			if got := URLs(text); got != text && !strings.Contains(begin, "://") {
				t.Errorf("%q became %q", text, got)
			}
		}
	})
}
