package h2_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// A testServer is a server that may end each connection after a number of requests, as nginx does
// with keepalive_requests.
type testServer struct {
	requests  int           // per connection; 0 for no limit
	streams   int           // concurrent streams; 0 for no limit
	delay     time.Duration // of each byte, one way
	handshake time.Duration // duration of a dial
	answer    func(*stream) // answers a request; nil for 200
	reset     func(*stream) // called when the client resets a stream; nil to ignore it

	dialed, used, open, mostOpen, dialing, mostDialing atomic.Int32
}

// A stream is the server's end of one request.
type stream struct {
	*http2.Framer
	net.Conn
	id         uint32
	connection int32
	request    int // number of the request on its connection, from 1
}

// shut closes all connections of t. It waits first, so that connections that were dialed too late
// to be of use are closed too.
func (s *testServer) shut(t interface{ CloseIdleConnections() }) {
	time.Sleep(time.Second)
	t.CloseIdleConnections()
	time.Sleep(time.Second)
}

// dial makes a connection to the server for HTTP/2.
func (s *testServer) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	return s.connect(ctx, s.serveHTTP2)
}

// dialHTTP1 makes a connection to the server for HTTP/1.1.
func (s *testServer) dialHTTP1(ctx context.Context, _, _ string) (net.Conn, error) {
	return s.connect(ctx, s.serveHTTP1)
}

func (s *testServer) connect(ctx context.Context, serve func(net.Conn, int32)) (net.Conn, error) {
	atMost(&s.mostDialing, s.dialing.Add(1))
	defer s.dialing.Add(-1)
	n := s.dialed.Add(1)
	select {
	case <-time.After(s.handshake):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	client, server := lagPipe(s.delay)
	atMost(&s.mostOpen, s.open.Add(1))
	go func() {
		defer s.open.Add(-1)
		serve(server, n)
		server.Close()
	}()
	return client, nil
}

func atMost(most *atomic.Int32, n int32) {
	for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
	}
}

func (s *testServer) serveHTTP1(conn net.Conn, _ int32) {
	in := bufio.NewReader(conn)
	for n := 1; ; n++ {
		if _, err := http.ReadRequest(in); err != nil {
			return
		}
		if n == 1 {
			s.used.Add(1)
		}
		last := n == s.requests
		end := ""
		if last {
			end = "Connection: close\r\n"
		}
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n%s\r\nabc", end)
		if last {
			return
		}
	}
}

// serveHTTP2 ignores streams after its GOAWAY.
func (s *testServer) serveHTTP2(conn net.Conn, connection int32) {
	if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	out := &lockedConn{Conn: conn}
	framer := http2.NewFramer(out, conn)
	var settings []http2.Setting
	if s.streams > 0 {
		settings = append(settings, http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: uint32(s.streams)})
	}
	framer.WriteSettings(settings...)
	for n := 0; ; {
		frame, err := framer.ReadFrame()
		if err != nil {
			return
		}
		switch frame := frame.(type) {
		case *http2.SettingsFrame:
			if !frame.IsAck() {
				framer.WriteSettingsAck()
			}
		case *http2.PingFrame:
			if !frame.IsAck() {
				framer.WritePing(true, frame.Data)
			}
		case *http2.RSTStreamFrame:
			if s.reset != nil {
				s.reset(&stream{http2.NewFramer(out, nil), conn, frame.StreamID, connection, n})
			}
		case *http2.HeadersFrame:
			if n++; n == 1 {
				s.used.Add(1)
			}
			if s.requests > 0 && n == s.requests {
				framer.WriteGoAway(frame.StreamID, http2.ErrCodeNo, nil)
			}
			if s.requests > 0 && n > s.requests {
				continue
			}
			answer := s.answer
			if answer == nil {
				answer = ok
			}
			answer(&stream{http2.NewFramer(out, nil), conn, frame.StreamID, connection, n})
		}
	}
}

// A lockedConn writes each frame as a whole.
type lockedConn struct {
	net.Conn
	mu sync.Mutex
}

func (c *lockedConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Conn.Write(p)
}

func (s *stream) header(end bool, fields ...string) {
	var b bytes.Buffer
	encoder := hpack.NewEncoder(&b)
	for i := 0; i < len(fields); i += 2 {
		encoder.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	s.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: b.Bytes(), EndHeaders: true, EndStream: end})
}

func ok(s *stream) {
	s.header(false, ":status", "200", "content-length", "3")
	s.WriteData(s.id, true, []byte("abc"))
}
