package stages

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/download"
)

// A line shows no password, whatever the redirects. A redirect is not an attempt.
func TestOutcomeHidesPasswords(t *testing.T) {
	f := Fetched{Request: Request{Attempt: 1, Get: download.Request{URL: clienttest.URL(t, "http://me:secret@h/a")}}}
	for _, to := range []string{"http://me:secret@h/b", "http://you:secret@other/c"} {
		f.Reply.Next = clienttest.URL(t, to)
		f.Request = f.redirected()
	}
	f.Request.Get.Via[0].User = url.UserPassword("me", "secret")
	o := f.result("out")
	if text := fmt.Sprint(o); strings.Contains(text, "secret") {
		t.Errorf("the outcome shows the password: %s", text)
	}
	if o.URL != "http://***@h/a" || o.FinalURL != "http://***@other/c" || o.Redirects != 2 || o.Attempts != 1 ||
		f.Request.Host != "other" {
		t.Errorf("%s to %s by %d redirects in %d attempts", o.URL, o.FinalURL, o.Redirects, o.Attempts)
	}
}
