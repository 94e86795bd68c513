package stages

import (
	"reflect"
	"testing"

	"github.com/hoist/hoist/source"
)

// What is joined is what parsing the whole would have come to.
func TestFixedOrigin(t *testing.T) {
	for _, template := range []string{
		"http://h/{code}", "https://H.example:8443/a/{lower}/{+code}.gif", "http://[2001:db8::1]:80/{code}", "http://h//{+code}",
		"http://h?{code}", "http://h/?c={code}", "http://h/%41/{code}", "http://h/a b/{code}", "http://h/ü/{code}", "HTTP://h/{code}",
		"http://me:secret@h/{code}", "http://h{+code}", "http://bücher.example/{code}", "http://H:080/{code}", "http://[2001:DB8::1]/{code}", "http://h./{code}", "http://{code}/x", "{+code}", "http://h/{code}#x", "http://h:/{code}",
	} {
		p, err := NewPlanner(template, "{code}", false)
		if err != nil {
			t.Fatal(err)
		}
		slow := *p
		slow.fixed = nil
		for _, code := range []string{
			"BR", "a/b", "a%2Fb", "a%zz", "..", "/", "a b", "ü", "x?y#z", "http://me:secret@h/x", "~-._", "\x00", "@", "a:b", ";",
		} {
			job := source.Job{Seq: 1, Code: code, Input: code}
			got, want := p.Plan(job), slow.Plan(job)
			if (got.Err == nil) != (want.Err == nil) {
				t.Fatalf("%s, %q: %v, want %v", template, code, got.Err, want.Err)
			}
			if !reflect.DeepEqual(got.URL, want.URL) || got.Host != want.Host || got.Name != want.Name {
				t.Errorf("%s, %q: %#v of host %s, want %#v of %s", template, code, got.URL, got.Host, want.URL, want.Host)
			}
			if got.Err == nil && got.asked() != want.asked() {
				t.Errorf("%s, %q: lines show %q, want %q", template, code, got.asked(), want.asked())
			}
		}
	}
	for _, template := range []string{"http://h/{code}", "http://H:80/{code}"} {
		if p, err := NewPlanner(template, "{code}", false); err != nil || p.fixed == nil || p.fixed.url.Host != "h" {
			t.Errorf("%s: %v, no origin that is fixed", template, err)
		}
	}
}
