package sink

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

func TestFailuresShowsThoseAlone(t *testing.T) {
	var b strings.Builder
	f := &Failures{Console: NewConsole(&b)}
	for _, o := range outcomes() {
		f.Observe(&o)
	}
	f.Done()
	const want = "not_found: not found (404)\nerror: dns error: why\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("want, got:\n%s", diff)
	}
}

// For each kind and host ten lines are shown. The last line has the number of the other failed
// codes, and the file or option that lists them.
func TestFailuresShowsTenOfEach(t *testing.T) {
	for _, tt := range []struct {
		name string
		list string
		n    int // of each
		want string
	}{
		{"ten", "", 10, ""},
		{"eleven", "", 11, "4 more failed codes are not shown; --log FILE or --failed FILE lists them all\n"},
		{"with a list", "failed.txt", 30, "80 more failed codes are not shown; failed.txt lists them all\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b, want strings.Builder
			f := &Failures{Console: NewConsole(&b), List: tt.list}
			for i := range tt.n {
				for _, r := range []logline.Result{
					{Status: outcome.NotFound, Host: "a", HTTPStatus: 404},
					{Status: outcome.Error, Host: "a", Kind: outcome.HTTP, Reason: "500"},
					{Status: outcome.Error, Host: "b", Kind: outcome.HTTP, Reason: "500"},
					{Status: outcome.Error, Host: "a", Kind: outcome.Timeout, Reason: "no answer"},
				} {
					r.Code = fmt.Sprint(i)
					f.Observe(&r)
					if i < 10 {
						fmt.Fprintln(&want, shortLine(&r))
					}
				}
			}
			f.Done()
			if diff := cmp.Diff(want.String()+tt.want, b.String()); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
		})
	}
}

// However many hosts fail, only a limited number have lines.
func TestFailuresAreBounded(t *testing.T) {
	var b strings.Builder
	f := &Failures{Console: NewConsole(&b)}
	for i := range 1000 {
		f.Observe(&logline.Result{Status: outcome.Error, Host: fmt.Sprint(i), Kind: outcome.DNS, Reason: "no such host"})
	}
	f.Done()
	lines := strings.Count(b.String(), "\n")
	if !strings.HasSuffix(b.String(),
		"\n985 more failed codes are not shown; --log FILE or --failed FILE lists them all\n") || lines != 16 {
		t.Errorf("%d lines:\n%s", lines, b.String())
	}
	if len(f.shown) != 6 {
		t.Errorf("%d kinds and hosts are kept", len(f.shown))
	}
}

func TestFailuresOneMore(t *testing.T) {
	var b strings.Builder
	f := &Failures{Console: NewConsole(&b)}
	for range 11 {
		f.Observe(&logline.Result{Status: outcome.NotFound, Host: "a"})
	}
	f.Done()
	if !strings.HasSuffix(b.String(), "\n1 more failed code is not shown; --log FILE or --failed FILE lists them all\n") {
		t.Errorf("got %s", b.String())
	}
}
