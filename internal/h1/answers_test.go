package h1_test

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/badserver"
)

// again reads another request and answers it.
func again(c *badserver.Conn) error {
	if err := await(c); err != nil {
		return err
	}
	return badserver.Send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nkept")(c)
}

// await reads another request.
func await(c *badserver.Conn) error {
	var got []byte
	for buf := make([]byte, 1024); !strings.HasSuffix(string(got), "\r\n\r\n"); {
		n, err := c.Read(buf)
		if err != nil {
			return err
		}
		got = append(got, buf[:n]...)
	}
	return nil
}

// serve starts a server that sends raw on its first connection and answers "fresh" on all others.
// If hold is set, the first connection stays open and answers "kept".
func serve(t *testing.T, raw string, hold bool) *badserver.Server {
	t.Helper()
	server, err := badserver.StartEach(func(n int) []badserver.Step {
		switch {
		case n > 1:
			return []badserver.Step{badserver.Send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nfresh")}
		case hold:
			return []badserver.Step{badserver.Send(raw), again}
		}
		return []badserver.Step{badserver.Send(raw)}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

func TestAnswers(t *testing.T) {
	for _, rule := range rules() {
		for _, tt := range rule.answers {
			t.Run(rule.section+", "+tt.name, func(t *testing.T) {
				t.Parallel()
				ours, theirs := pair(t, new(net.Dialer).DialContext)
				got, next := twice(t, ours, tt)
				if outcome := got.outcome() + ", " + next; outcome != tt.want {
					t.Errorf("got %.100q, want %.100q: %.200s %.200s", outcome, tt.want, got.Err, got.BodyErr)
				}
				if tt.netHTTP != "" {
					return
				}
				want, after := twice(t, theirs, tt)
				if diff := cmp.Diff(want.shared(), got.shared()); diff != "" {
					t.Errorf("http.Transport -, ours +\n%s", diff)
				}
				if next != after {
					t.Errorf("the next request: %s, of http.Transport %s", next, after)
				}
			})
		}
	}
}

// twice sends two requests to a new server. It returns the whole first answer and the body of the
// second.
func twice(t *testing.T, transport http.RoundTripper, answer rawAnswer) (first seen, second string) {
	t.Helper()
	method := http.MethodGet
	if answer.head {
		method = http.MethodHead
	}
	url := "http://" + serve(t, answer.raw, answer.hold).Host + "/x"
	first = look(transport, newRequest(t, method, url))
	return first, look(transport, newRequest(t, http.MethodGet, url)).Body
}
