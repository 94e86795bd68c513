package naming

import (
	"reflect"
	"testing"
)

// A joined URL equals the parsed URL of the whole text.
func TestFixedOrigin(t *testing.T) {
	for _, template := range []string{
		"http://h/{code}", "https://H.example:8443/a/{lower}/{+code}.gif", "http://[2001:db8::1]:80/{code}", "http://h//{+code}",
		"http://h?{code}", "http://h/?c={code}", "http://h/%41/{code}", "http://h/a b/{code}", "http://h/ü/{code}", "HTTP://h/{code}",
		"http://me:secret@h/{code}", "http://h{+code}", "http://bücher.example/{code}", "http://H:080/{code}",
		"http://[2001:DB8::1]/{code}", "http://h./{code}", "http://{code}/x", "{+code}", "http://h/{code}#x",
		"http://h:/{code}",
	} {
		p, err := New(Templates{URL: template, Name: "{code}"}, testVars)
		if err != nil {
			t.Fatal(err)
		}
		slow := *p
		slow.fixed = nil
		for _, code := range []string{
			"BR", "a/b", "a%2Fb", "a%zz", "..", "/", "a b", "ü", "x?y#z", "http://me:secret@h/x", "~-._", "\x00", "@", "a:b", ";",
		} {
			got, gotErr := p.Plan(values(1, code))
			want, wantErr := slow.Plan(values(1, code))
			if (gotErr == nil) != (wantErr == nil) {
				t.Fatalf("%s, %q: %v, want %v", template, code, gotErr, wantErr)
			}
			if !reflect.DeepEqual(got.URL, want.URL) || got.Name != want.Name {
				t.Errorf("%s, %q: %#v, want %#v", template, code, got.URL, want.URL)
			}
			if gotErr == nil && asked(got) != asked(want) {
				t.Errorf("%s, %q: lines show %q, want %q", template, code, asked(got), asked(want))
			}
		}
	}
	for _, template := range []string{"http://h/{code}", "http://H:80/{code}"} {
		if p, err := New(Templates{URL: template, Name: "{code}"}, testVars); err != nil || p.fixed == nil || p.fixed.url.Host != "h" {
			t.Errorf("%s: %v, no origin that is fixed", template, err)
		}
	}
}
