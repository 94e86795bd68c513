package stages

import (
	"net"
	"net/http"
	"time"
)

// NewTransport returns what fetching is done over: one pool of connections, as many idle ones as there are
// workers, so that none is closed only to be made again. timeout limits each step to a connection, 0 for no limit.
// Bodies come as they were sent: compression is not asked for, and nothing is inflated.
func NewTransport(workers int, timeout time.Duration) *http.Transport {
	dialer := &net.Dialer{Timeout: timeout}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    timeout,
		MaxIdleConns:           workers,
		MaxIdleConnsPerHost:    workers,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 256 << 10,
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
	}
}
