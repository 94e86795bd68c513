package netrc

import (
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		name, text, host string
		want             string // name:password, or a part of the error
	}{
		{"one line", "machine h login me password secret", "h", "me:secret"},
		{"lines", "machine h\n\tlogin me\r\n\tpassword secret\n", "h", "me:secret"},
		{"capitals in a host", "machine EXAMPLE.org login me password secret", "example.org", "me:secret"},
		{"a host in another script", "machine Bücher.example login me password secret", "xn--bcher-kva.example", "me:secret"},
		{"an address", "machine 2001:DB8:0::1 login me password secret", "2001:db8::1", "me:secret"},
		{"the first of two", "machine h login me password a machine h login you password b", "h", "me:a"},
		{"the second of two", "machine g login me password a machine h login you password b", "h", "you:b"},
		{"another host", "machine h login me password secret", "a.h", ""},
		{"default", "machine g login me password a\ndefault login any password b", "h", "any:b"},
		{"default comes last", "machine h login me password a\ndefault login any password b", "h", "me:a"},
		{"account", "machine h login me account x password secret", "h", "me:secret"},
		{"order", "machine h password secret login me", "h", "me:secret"},
		{"no password", "machine h login me", "h", "me:"},
		{"nothing but a host", "machine h default login any password b", "h", ""},
		{
			"macro",
			"machine h login me password a\nmacdef init\ncd machine h\nlogin you\n\nmachine i login you " +
				"password b",
			"i", "you:b",
		},
		{"macro at the end", "machine h login me password a\nmacdef init\nls", "h", "me:a"},
		{"comment", "# machine h login you\nmachine h login me password secret # login x", "h", "me:secret"},
		{"hash in a password", "machine h login me password #1", "h", "me:#1"},
		{"quotes", `machine h login me password "a \"b\" \\ c"`, "h", `me:a "b" \ c`},
		{"empty", "", "h", ""},

		{"no machine", "login me", "h", "line 1: login before the first machine"},
		{"no value", "machine h login me\npassword", "h", "line 2: password without a value"},
		{"unknown word", "machine h\nlogin me\nhunter2 x", "h", "line 3: neither machine,"},
		{"half a quote", "machine h\npassword \"hunter2\n", "h", "line 2: an unmatched quote"},
		{"machine without a name", `machine "" login me`, "h", "line 1: machine without a name"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n, err := Parse(tt.text)
			got := ""
			if err != nil {
				got = err.Error()
			} else if user := n.Find(tt.host); user != nil {
				password, _ := user.Password()
				got = user.Username() + ":" + password
			}
			if got != tt.want && (err == nil || !strings.HasPrefix(got, tt.want)) || strings.Contains(got, "hunter2") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add("machine h login me password \"a b\" macdef x\n\ndefault")
	f.Fuzz(func(t *testing.T, text string) {
		n, err := Parse(text)
		if err != nil && n != nil {
			t.Errorf("%q: an error, and entries", text)
		}
	})
}
