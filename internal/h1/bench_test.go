package h1_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/h1"
)

// One request at a time, for a body of 2 KiB, to net/http's own server in this process.
func BenchmarkRoundTrip(b *testing.B) {
	text := strings.Repeat("x", 2<<10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, text) }))
	defer server.Close()
	for name, transport := range map[string]http.RoundTripper{
		"h1":        new(h1.Transport),
		"transport": &http.Transport{DisableCompression: true},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, server.URL, nil)
				if err != nil {
					b.Fatal(err)
				}
				resp, err := transport.RoundTrip(req)
				if err != nil {
					b.Fatal(err)
				}
				if n, err := io.Copy(io.Discard, resp.Body); err != nil || n != int64(len(text)) {
					b.Fatal(n, err)
				}
				resp.Body.Close()
			}
		})
	}
}
