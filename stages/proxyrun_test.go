package stages

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/outcome"
)

// If the login for a proxy is wrong, the first answer that reports it ends the run. Only the
// requests in flight have sent the login.
func TestRunEndsAtWrongLogin(t *testing.T) {
	const workers = 8
	for _, target := range []string{"http://far.example/{code}", "https://far.example/{code}"} {
		for _, version := range []httpclient.Version{httpclient.Auto, httpclient.HTTP1} {
			t.Run(target+" "+string(version), func(t *testing.T) {
				p := &clienttest.Proxy{}
				u := p.Serve(t)
				u.User = url.UserPassword("me", "wrong")
				c := httpclient.Client{Workers: workers, Timeout: time.Minute, Proxies: httpclient.OneProxy(u), HTTP: version}
				r := newRun(t, 1000, nil)
				planner := newPlan(t, target, "{code}")
				r.Source.Planner, r.Fetch.Workers, r.Fetch.Download.Transport = planner, workers, c.Transport()
				lines := only(r.run(t), "result")
				want := "proxy " + u.Host + " answered 407 Proxy Authentication Required"
				if r.tally.Exit != ExitFailure || r.err == nil || !strings.HasPrefix(r.err.Error(), want) ||
					!strings.Contains(r.err.Error(), "--proxy, HOIST_PROXY") {
					t.Errorf("exit %d, %v", r.tally.Exit, r.err)
				}
				kind := string(outcome.HTTP)
				if strings.HasPrefix(target, "https") {
					kind = string(outcome.Connect)
				}
				blamed := slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return l.Outcome == "cancelled" })
				if len(blamed) < 1 || len(blamed) > workers {
					t.Errorf("%d codes that are not cancelled", len(blamed))
				}
				for _, l := range blamed {
					if l.Outcome != "error" || l.Kind != kind {
						t.Errorf("%+v", l)
					}
				}
				if answered := strings.Count(r.log.String(), `"http_status":407`); kind == string(outcome.HTTP) && answered != len(blamed) {
					t.Errorf("%d codes had an answer, %d are blamed", answered, len(blamed))
				}
				if n := len(p.Requests()); n < 1 || n > workers {
					t.Errorf("%d requests with a wrong login", n)
				}
			})
		}
	}
}
