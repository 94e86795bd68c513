//go:build linux

package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A behaviour is how a host of the messy web answers every request.
type behaviour int

const (
	serves    behaviour = iota
	drips               // sends a body in 9 s
	throttles           // answers the first request of each URL with 429 and Retry-After: 2
	hangs               // never answers
	stalls              // sends half a body and then nothing
	resets              // resets the connection
	fails               // answers 503
)

// A web is a number of hosts on loopback, some of which misbehave. The same numbers of hosts and
// URLs give the same web.
type web struct {
	does    []behaviour     // by host
	latency []time.Duration // by host
	urls    []int           // host of each URL
	missing []bool          // by URL: 404
}

// newWeb returns a web in which n URLs are distributed over hosts by Zipf's law (exponent 0.8).
func newWeb(hosts, n int) *web {
	random := rand.New(rand.NewPCG(1, 2))
	w := &web{}
	sums, sum := make([]float64, hosts), 0.0
	for i := range hosts {
		w.does = append(w.does, behaviourOf(random.Float64()))
		w.latency = append(w.latency, time.Duration(20*math.Pow(15, random.Float64()))*time.Millisecond) // 20 to 300 ms
		sum += math.Pow(float64(i+1), -0.8)
		sums[i] = sum
	}
	for range n {
		at := random.Float64() * sum
		host := 0
		for sums[host] < at {
			host++
		}
		w.urls = append(w.urls, host)
		w.missing = append(w.missing, random.Float64() < 0.08)
	}
	return w
}

// behaviourOf returns the behaviour for a number from 0 to 1.
func behaviourOf(at float64) behaviour {
	for _, part := range []struct {
		share float64
		is    behaviour
	}{{0.03, hangs}, {0.03, stalls}, {0.015, drips}, {0.02, resets}, {0.02, fails}, {0.015, throttles}} {
		if at < part.share {
			return part.is
		}
		at -= part.share
	}
	return serves
}

// canBeHad reports whether a patient client gets the file of the URL.
func (w *web) canBeHad(url int) bool { return !w.missing[url] && w.does[w.urls[url]] <= throttles }

// address returns the address of a host, in 127/8. All of 127/8 is loopback.
func address(host int) string { return fmt.Sprintf("127.77.%d.%d", host/250, 1+host%250) }

// body returns the file of a URL: some 2 KiB, different for each URL.
func body(url int) []byte {
	random := rand.New(rand.NewPCG(uint64(url), 3))
	b := []byte(strconv.Itoa(url) + "\n")
	for range 1024 + random.IntN(2048) {
		b = append(b, byte(random.Uint32()))
	}
	return b
}

// serveWeb serves a web until the end of its standard input. It writes the URLs to a file, and
// prints a line on standard output when it is ready.
func serveWeb(args []string) error {
	set := flag.NewFlagSet("web", flag.ContinueOnError)
	hosts, n := webFlags(set)
	list := set.String("list", "", "`file` for the URLs")
	if err := set.Parse(args); err != nil {
		return err
	}
	w := newWeb(*hosts, *n)
	server := &http.Server{Handler: newWebHandler(w)}
	defer server.Close()
	port := "0"
	for host := range *hosts {
		l, err := net.Listen("tcp", net.JoinHostPort(address(host), port))
		if err != nil {
			return err
		}
		port = strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
		go server.Serve(l)
	}
	if err := w.writeList(*list, port); err != nil {
		return err
	}
	fmt.Println("ready")
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

func webFlags(set *flag.FlagSet) (hosts, urls *int) {
	return set.Int("hosts", 1000, "`number` of hosts"), set.Int("urls", 10000, "`number` of URLs")
}

func (w *web) writeList(path, port string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(f)
	for url, host := range w.urls {
		fmt.Fprintf(out, "http://%s:%s/%d\n", address(host), port, url)
	}
	return errors.Join(out.Flush(), f.Close())
}

// newWebHandler returns a handler for all hosts. The local address of a connection identifies the
// host.
func newWebHandler(web *web) http.Handler {
	hosts := map[string]int{}
	for host := range web.does {
		hosts[address(host)] = host
	}
	asked := make(chan map[int]bool, 1)
	asked <- map[int]bool{}
	first := func(url int) bool {
		seen := <-asked
		defer func() { asked <- seen }()
		was := seen[url]
		seen[url] = true
		return !was
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		local, _, _ := net.SplitHostPort(r.Context().Value(http.LocalAddrContextKey).(net.Addr).String())
		host := hosts[local]
		url, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
		if err != nil || url >= len(web.urls) || web.urls[url] != host {
			http.NotFound(w, r)
			return
		}
		time.Sleep(web.latency[host])
		switch does := web.does[host]; {
		case does == hangs:
			<-r.Context().Done()
		case does == resets:
			reset(w)
		case does == fails:
			w.WriteHeader(http.StatusServiceUnavailable)
		case does == throttles && first(url):
			w.Header().Set("Retry-After", "2")
			w.WriteHeader(http.StatusTooManyRequests)
		case web.missing[url]:
			http.NotFound(w, r)
		default:
			send(w, r, body(url), does)
		}
	})
}

func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	conn.(*net.TCPConn).SetLinger(0)
	conn.Close()
}

// send sends a body in the way of its host.
func send(w http.ResponseWriter, r *http.Request, b []byte, does behaviour) {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	flush := http.NewResponseController(w).Flush
	switch does {
	case drips:
		for part := range slices.Chunk(b, 1+len(b)/9) { // nine parts
			w.Write(part)
			flush()
			time.Sleep(time.Second)
		}
	case stalls:
		w.Write(b[:len(b)/2])
		flush()
		<-r.Context().Done()
	default:
		w.Write(b)
	}
}
