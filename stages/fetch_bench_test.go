package stages

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"net/url"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/source"
)

// BenchmarkFetch fetches bodies from a server in the same process, with one in flight per worker.
// An operation is one body, and includes the work of the server.
func BenchmarkFetch(b *testing.B) {
	for _, tt := range []struct {
		name    string
		scheme  string
		version httpclient.Version
		proto   string // expected in each answer
		size    int    // size of a body in bytes
		workers int
	}{
		{"http", "http", httpclient.Auto, "HTTP/1.1", len(twoKiB), 30},
		{"https-1.1", "https", httpclient.HTTP1, "HTTP/1.1", len(twoKiB), 30},
		{"https-2", "https", httpclient.Auto, "HTTP/2.0", len(twoKiB), 30},
		{"http-16MiB", "http", httpclient.Auto, "HTTP/1.1", 16 << 20, 1},
	} {
		b.Run(tt.name, func(b *testing.B) {
			body := bytes.Repeat([]byte(twoKiB), tt.size/len(twoKiB))
			host, roots := serveBody(b, tt.scheme, tt.proto, body)
			f := benchFetcher(b, httpclient.Client{Workers: tt.workers, Timeout: patient, Roots: roots, HTTP: tt.version})
			u := &url.URL{Scheme: tt.scheme, Host: host, Path: "/x"}
			r := Request{Job: source.Job{Seq: 1, Code: "x"}, Get: download.Request{URL: u}, Host: u.Host, Name: "x", Attempt: 1}
			sum := sha256.Sum256(body)
			b.ReportAllocs()
			b.SetBytes(int64(tt.size))
			b.ResetTimer()
			n := 0
			for got := range fetchAll(b, f, tt.workers, r) {
				if got.Err == nil && got.Reply.Body.SHA256 == sum && got.Reply.Protocol == tt.proto {
					n++
				}
				got.Reply.Body.Discard()
			}
			if n != b.N {
				b.Errorf("%d bodies of %d", n, b.N)
			}
		})
	}
}

// serveBody starts a server that answers every request with body. It returns its host, and its root
// certificate for https.
func serveBody(b *testing.B, scheme, proto string, body []byte) (string, *x509.CertPool) {
	b.Helper()
	talk, protocol := talkHTTP1(body), "http/1.1"
	if proto == "HTTP/2.0" {
		talk, protocol = talkHTTP2(body), "h2"
	}
	if scheme == "http" {
		return serve(b, nil, talk), nil
	}
	config, roots := certified(protocol)
	return serve(b, config, talk), roots
}

// benchFetcher returns a fetcher that uses c. Bodies that are too large for memory go to a
// directory.
func benchFetcher(b *testing.B, c httpclient.Client) *fetcher {
	b.Helper()
	c.AllowPrivate = true
	transport := c.Transport()
	b.Cleanup(transport.CloseIdleConnections)
	d := download.New(download.Config{
		Transport: transport, Files: openBenchDir(b), Limits: download.Limits{Timeout: c.Timeout},
		Header: httpclient.Header{UserAgent: "hoist/test"}, MaxWait: time.Minute,
	})
	return &fetcher{downloader: d, descriptors: fdlimit.New(func() {})}
}

// fetchAll sends r through the stage b.N times.
func fetchAll(b *testing.B, f *fetcher, workers int, r Request) <-chan Fetched {
	requests, fetched := make(chan Request), make(chan Fetched, workers)
	go func() {
		defer close(requests)
		for range b.N {
			requests <- r
		}
	}()
	go fetchStage(workers, f).Run(b.Context(), func(err error) { b.Error(err) }, requests, fetched)
	return fetched
}
