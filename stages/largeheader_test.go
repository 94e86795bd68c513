package stages

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/httpclient"
)

// Over HTTP/2 an answer with too large a header ends the connection and all requests on it. The
// other requests are sent again, and the server does not count as failing.
func TestLargeHeaderOverHTTP2(t *testing.T) {
	large := func(code string) bool { return strings.HasSuffix(code, "50") }
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if large(r.URL.Path) {
			for i := range 600 {
				w.Header().Set(fmt.Sprint("X-", i), strings.Repeat("a~", 512))
			}
		} else {
			time.Sleep(time.Millisecond) // so that other requests are in flight
		}
		w.Write([]byte("x"))
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	const codes = 400
	r := newRun(t, codes, nil)
	r.Source.Planner = newPlan(t, "https://h.example/{code}", "{code}")
	client := httpclient.Client{
		Timeout: patient, Insecure: true,
		Resolve: func(context.Context, string, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("1.1.1.1")}, nil
		},
		Connect: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
		},
	}
	transport := client.Transport()
	defer transport.CloseIdleConnections()
	r.Fetch.Workers, r.Fetch.Download.Transport = 20, transport
	r.Fetch.Hosts = hosts.Limits{Retries: 3, MaxWait: time.Minute}
	for _, l := range only(r.run(t), "result") {
		if large(l.Code) && l.Kind != "protocol" || !large(l.Code) && l.Outcome != "ok" {
			t.Errorf("code %s: %s %s %s", l.Code, l.Outcome, l.Kind, l.Error)
		}
	}
}
