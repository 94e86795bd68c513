// Package flagserver is the practice server: a site of flags on the loopback interface, with the
// delays and errors of its options. It is for trying and testing hoist without requests to other
// servers.
package flagserver

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

// Options set the site, its delays and its errors. The zero value answers every request with 404,
// at once.
type Options struct {
	Countries map[string]string // upper-case code to name: the flags that there are
	Dir       string            // serve xx/xx.gif and xx/metadata.json from this directory instead of making them

	// Each answer waits for a time that is uniform in [MinDelay, MaxDelay], and one in 1/ErrorRate
	// is then 418. Both depend only on Seed, the path, and the number of earlier requests for that
	// flag.
	MinDelay, MaxDelay time.Duration
	ErrorRate          float64
	Seed               uint64

	Delays map[string]time.Duration // upper-case code to the delay of its answers, in place of [MinDelay, MaxDelay]
}

// A Server is a practice server that answers. Close ends it.
type Server struct {
	URL   string // of the site: http://127.0.0.1:8000
	http  *http.Server
	ended chan error
}

// Start serves on 127.0.0.1:port, or on a free port if that is 0.
func Start(port int, o Options) (*Server, error) {
	if o.Dir != "" {
		if info, err := os.Stat(o.Dir); err != nil {
			return nil, fmt.Errorf("flags to serve: %w", err)
		} else if !info.IsDir() {
			return nil, fmt.Errorf("flags to serve: %s: %w", o.Dir, fs.ErrInvalid)
		}
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("practice server: %w", err)
	}
	s := &Server{
		URL:   "http://" + listener.Addr().String(),
		ended: make(chan error, 1),
		http:  &http.Server{Handler: newSite(o).handler(), ReadHeaderTimeout: 10 * time.Second},
	}
	go func() { s.ended <- s.http.Serve(listener) }()
	return s, nil
}

// Close ends the server. Connections with an unfinished answer break off. Close must be called once
// only.
func (s *Server) Close() error {
	err := s.http.Close()
	if ended := <-s.ended; !errors.Is(ended, http.ErrServerClosed) {
		return ended
	}
	return err
}

func randomSeed() uint64 { return maphash.Comparable(maphash.MakeSeed(), 0) }
