package download

import (
	"net"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/badserver"
	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/storetest"
)

// largeSize is the largest body that is kept in memory.
const largeSize = 64 << 10

const brief, patient = 100 * time.Millisecond, time.Minute

// direct returns a Downloader over real connections with a timeout.
func direct(t *testing.T, timeout time.Duration) *Downloader {
	t.Helper()
	return newDownloader(t, httpclient.Client{
		Workers: 4, ConnectTimeout: timeout, Timeout: timeout, AllowPrivate: true,
	}, httpclient.Header{UserAgent: "hoist/test"})
}

// newDownloader returns a Downloader that uses c.
func newDownloader(t *testing.T, c httpclient.Client, header httpclient.Header) *Downloader {
	t.Helper()
	transport := c.Transport()
	t.Cleanup(transport.CloseIdleConnections)
	return New(Config{
		Transport: transport, Files: &storetest.Directory{}, Header: header,
		Limits: Limits{Connect: c.ConnectTimeout, Timeout: c.Timeout}, MaxWait: time.Minute,
	})
}

// get makes one attempt for a URL and discards the body.
func get(t *testing.T, d *Downloader, target string) Reply {
	t.Helper()
	got := follow(t, d, Request{URL: clienttest.URL(t, target)})
	got.Body.Discard()
	return got
}

// follow makes one attempt and follows redirects.
func follow(t *testing.T, d *Downloader, r Request) Reply {
	t.Helper()
	for {
		got := d.Do(t.Context(), r)
		if got.Next == nil {
			return got
		}
		r = r.Redirected(&got)
	}
}

// fault returns the kind of a reply, with ", again" if it may be retried.
func fault(r Reply) string {
	if r.Retry {
		return kindOf(r) + ", again"
	}
	return kindOf(r)
}

// kindOf returns the kind of the error, or the status if there is no kind.
func kindOf(r Reply) string {
	if r.Err == nil {
		return string(outcome.OK)
	}
	if fatal, ok := outcome.AsFatal(r.Err); ok {
		return string(fatal.Kind)
	}
	failure := outcome.AsFailure(r.Err)
	if failure.Kind != "" {
		return string(failure.Kind)
	}
	return string(failure.Status)
}

// serveSteps starts a server that takes the steps on each connection, until the end of the test. It
// returns its host:port.
func serveSteps(t *testing.T, steps ...badserver.Step) string {
	t.Helper()
	return serveEach(t, func(int) []badserver.Step { return steps })
}

// serveEach is serveSteps with the steps of the nth connection.
func serveEach(t *testing.T, steps func(n int) []badserver.Step) string {
	t.Helper()
	server, err := badserver.StartEach(steps)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server.Host
}

// acceptEach accepts connections until the end of the test. It calls serve for each in a goroutine,
// and then closes it. It returns its host:port.
func acceptEach(t *testing.T, serve func(*net.TCPConn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn.(*net.TCPConn))
			}()
		}
	}()
	return listener.Addr().String()
}
