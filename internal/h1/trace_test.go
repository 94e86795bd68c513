package h1_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/badserver"
)

// record returns a trace that appends each call with its arguments to calls. It leaves out times
// and addresses.
func record(calls *[]string) *httptrace.ClientTrace {
	note := func(format string, args ...any) {
		*calls = append(*calls, address.ReplaceAllString(fmt.Sprintf(format, args...), "there"))
	}
	return &httptrace.ClientTrace{
		GetConn: func(to string) { note("GetConn %s", to) },
		GotConn: func(i httptrace.GotConnInfo) {
			note("GotConn %T %v %v %v", i.Conn, i.Reused, i.WasIdle, i.IdleTime > 0)
		},
		PutIdleConn:          func(err error) { note("PutIdleConn %v", err) },
		GotFirstResponseByte: func() { note("GotFirstResponseByte") },
		Got100Continue:       func() { note("Got100Continue") },
		Got1xxResponse:       func(code int, h textproto.MIMEHeader) error { note("Got1xxResponse %d %v", code, h); return nil },
		DNSStart:             func(i httptrace.DNSStartInfo) { note("DNSStart %v", i) },
		DNSDone:              func(i httptrace.DNSDoneInfo) { note("DNSDone %v", i.Err) },
		ConnectStart:         func(network, addr string) { note("ConnectStart %s %s", network, addr) },
		ConnectDone:          func(network, addr string, err error) { note("ConnectDone %s %s %v", network, addr, err) },
		TLSHandshakeStart:    func() { note("TLSHandshakeStart") },
		TLSHandshakeDone:     func(s tls.ConnectionState, err error) { note("TLSHandshakeDone %v %v", s.HandshakeComplete, err) },
		WroteHeaderField:     func(name string, values []string) { note("WroteHeaderField %s %v", name, values) },
		WroteHeaders:         func() { note("WroteHeaders") },
		Wait100Continue:      func() { note("Wait100Continue") },
		WroteRequest:         func(i httptrace.WroteRequestInfo) { note("WroteRequest %v", i.Err) },
	}
}

// Over two requests a trace gets the same calls in the same order as from http.Transport.
func TestTrace(t *testing.T) {
	const early = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
	for _, tt := range []struct {
		name  string
		first []badserver.Step // steps of the first connection
		idle  int              // MaxIdlePerHost
	}{
		{"kept", []badserver.Step{badserver.Send(answer), again}, 0},
		{"kept, and dead", []badserver.Step{badserver.Send(answer), awaitAndClose}, 0},
		{"no body", []badserver.Step{badserver.Send("HTTP/1.1 204 No Content\r\n\r\n"), again}, 0},
		{"1xx", []badserver.Step{badserver.Send(early + early + answer), again}, 0},
		{"not kept", []badserver.Step{badserver.Send("HTTP/1.1 200 OK\r\n\r\nabc")}, 0},
		{"no answer", nil, 0},
		{"broken header", []badserver.Step{badserver.Send("HTTP/1.1 200 OK\r\nX\r\n\r\n")}, 0},
		{"none are to be kept", []badserver.Step{badserver.Send(answer)}, -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ours, theirs := pair(t, new(net.Dialer).DialContext)
			ours.MaxIdlePerHost, theirs.MaxIdleConnsPerHost = tt.idle, tt.idle
			calls := make(map[http.RoundTripper][]string)
			for _, transport := range []http.RoundTripper{ours, theirs} {
				server, err := badserver.StartEach(func(n int) []badserver.Step {
					if n == 1 {
						return tt.first
					}
					return []badserver.Step{badserver.Send(answer), badserver.Hang()}
				})
				if err != nil {
					t.Fatal(err)
				}
				calls[transport] = traced(t, transport, "http://"+server.Host)
				server.Close()
			}
			if diff := cmp.Diff(calls[theirs], calls[ours]); diff != "" {
				t.Errorf("http.Transport -, ours +\n%s", diff)
			}
		})
	}
}

// traced sends two requests and returns the calls of their traces.
func traced(t *testing.T, transport http.RoundTripper, url string) (calls []string) {
	t.Helper()
	for range 2 {
		req := newRequest(t, http.MethodGet, url)
		got := look(transport, req.WithContext(httptrace.WithClientTrace(req.Context(), record(&calls))))
		if strings.Contains(got.Err, "malformed") {
			got.Err = "malformed" // h1 has other error texts
		}
		calls = append(calls, got.Kind+" "+got.Err)
	}
	return calls
}

// An error from Got1xxResponse ends the exchange.
func TestTraceRefuses(t *testing.T) {
	conn := script("HTTP/1.1 103 Early Hints\r\n\r\n"+answer, 1)
	ours, _ := pair(t, conn.dial)
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		Got1xxResponse: func(int, textproto.MIMEHeader) error { return errEnough },
	})
	if got := look(ours, newRequest(t, http.MethodGet, "http://h.invalid").WithContext(ctx)); got.Kind != "refused" ||
		conn.closes() != 1 {
		t.Errorf("%+v, closed %d times", got, conn.closes())
	}
}

// The context of the dialer has the values of the request's context.
func TestDialContext(t *testing.T) {
	type key struct{}
	var got any
	ours, _ := pair(t, func(ctx context.Context, _, _ string) (net.Conn, error) {
		got = ctx.Value(key{})
		return nil, errEnough
	})
	_, err := ours.RoundTrip(newRequest(t, http.MethodGet, "http://h.invalid").WithContext(context.WithValue(t.Context(), key{}, 1)))
	if got != 1 || err != errEnough {
		t.Errorf("got %v, %v", got, err)
	}
}
