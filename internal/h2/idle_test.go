package h2_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/h2"
)

// fetchFrom sends a request to the host with a number.
func fetchFrom(t http.RoundTripper, host int) error {
	req, err := http.NewRequest(http.MethodGet, fmt.Sprintf("http://h%d.example/", host), nil)
	if err != nil {
		return err
	}
	return exchange(t, req)
}

// Over many hosts at most MaxIdle idle connections stay open: the connection that was idle longest
// is closed. A connection in use is not closed.
func TestMaxIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const most = 3
		s := &testServer{}
		transport := &h2.Transport{Dial: s.dial, MaxIdle: most, IdleTimeout: time.Hour}
		defer s.shut(transport)
		req, err := http.NewRequest(http.MethodGet, "http://busy.example/", nil)
		if err != nil {
			t.Fatal(err)
		}
		busy, err := transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		for host := range 20 {
			if err := fetchFrom(transport, host); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			if n := int(s.open.Load()); n > most+1 {
				t.Fatalf("%d are open after %d hosts", n, host+1)
			}
		}
		if body, err := io.ReadAll(busy.Body); err != nil || string(body) != "abc" {
			t.Errorf("the answer that was read late: %q, %v", body, err)
		}
		busy.Body.Close()
		dialed := s.dialed.Load()
		for _, host := range []int{19, 18} { // host 17 lost its place to the busy connection, now idle
			if err := fetchFrom(transport, host); err != nil {
				t.Fatal(err)
			}
		}
		if s.dialed.Load() != dialed {
			t.Error("the connections that were used last are closed")
		}
		if err := fetchFrom(transport, 0); err != nil || s.dialed.Load() != dialed+1 {
			t.Errorf("the connection that was idle longest is open: %v", err)
		}
	})
}
