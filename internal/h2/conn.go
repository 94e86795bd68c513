package h2

import (
	"container/list"
	"crypto/tls"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"time"
)

// defaultStreams is the limit of streams if a server's SETTINGS have none, the same as in net/http.
const defaultStreams = 1000

// A conn is a connection. The lock of its host guards the fields that change.
type conn struct {
	host   *host
	socket *socket
	client *http.ClientConn

	settled  bool // SETTINGS came
	streams  int  // limit of streams, once SETTINGS came
	lasts    int  // the number of requests that it is expected to last; 0 for no limit
	sent     int  // requests, without those that were not processed
	finished int  // requests that have ended
	inFlight int
	early    []*early      // requests without an answer
	idle     *list.Element // in the list of idle connections, whose lock guards it; nil if it is not there
	listed   bool          // it was put into that list
	used     bool          // a request was sent on it, or given back
	ended    bool          // no more requests may be sent
	counted  bool          // its lifetime was counted

	requiresHTTP1 bool // GOAWAY had HTTP_1_1_REQUIRED
	longHeader    bool // a header came that may be longer than the limit
}

// roundTrip sends req, for which the connection was acquired.
func (c *conn) roundTrip(req *http.Request) (*http.Response, error) {
	req, early, err := c.begin(req)
	if err != nil {
		defer c.host.t.closeSurplus()
		return nil, c.host.failed(c, err, true)
	}
	if trace := httptrace.ContextClientTrace(req.Context()); trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{Conn: c.socket})
	}
	resp, err := c.client.RoundTrip(req)
	if early.answered() {
		if err == nil {
			resp.Body.Close() // the request was withdrawn and is sent again
		}
		err = errWithdrawn
	}
	if err != nil {
		early.end()
		defer c.host.t.closeSurplus()
		return nil, c.host.failed(c, err, early != nil)
	}
	resp.Body = &body{ReadCloser: resp.Body, conn: c, early: early}
	if err := checkLength(resp); err != nil {
		resp.Body.Close() // which ends the stream
		return nil, err
	}
	return resp, nil
}

// A body is the body of an answer. Close gives the stream back: after Close of net/http, net/http
// no longer counts the stream.
type body struct {
	io.ReadCloser
	conn  *conn
	early *early
	once  sync.Once
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if isFromPeer(err, http11Required) {
		b.conn.host.requireHTTP1()
	}
	return n, err
}

func (b *body) Close() error {
	defer b.once.Do(func() {
		b.early.end()
		if b.conn.host.release(b.conn) {
			b.conn.client.Close() // nothing is in flight
		}
		b.conn.host.t.closeSurplus()
	})
	return b.ReadCloser.Close()
}

// A socket is the connection that net/http uses. It also reads the frames.
type socket struct {
	net.Conn
	frames frameReader
	events []func() // of SETTINGS that net/http may not have processed yet
	ended  func()   // called when the server or net/http ended the connection
	closed func()
}

// newSocket returns a socket that reports the server's frames to c.
func newSocket(plain net.Conn, c *conn) *socket {
	s := &socket{Conn: plain, ended: func() { c.host.ended(c) }, closed: sync.OnceFunc(c.host.closed)}
	s.frames.settings = func(streams uint32, given bool) {
		s.events = append(s.events, func() { c.host.settings(c, int(min(streams, math.MaxInt32)), given) })
	}
	s.frames.longBlock, s.frames.long = c.host.t.maxHeaderBytes()/2, func() { c.host.longHeader(c) }
	s.frames.goAway = func(last, code uint32) { c.host.goAway(c, last, code) } // before net/http makes requests fail
	return s
}

// NetConn returns the connection below, as the method of *tls.Conn does.
func (s *socket) NetConn() net.Conn { return s.Conn }

// Read is called by one goroutine of net/http. It calls Read again only after it has processed all
// whole frames.
func (s *socket) Read(p []byte) (int, error) {
	for _, event := range s.events {
		event()
	}
	s.events = s.events[:0]
	n, err := s.Conn.Read(p)
	s.frames.read(p[:n])
	if err != nil {
		s.ended()
	}
	return n, err
}

// farewell is the time limit of the last message of TLS (RFC 8446, section 6.1), the same as in
// net/http.
const farewell = 250 * time.Millisecond

func (s *socket) Close() error {
	s.ended()
	defer s.closed()
	if secure, ok := s.Conn.(*tls.Conn); ok {
		defer time.AfterFunc(farewell, func() { secure.NetConn().Close() }).Stop() // the error of the first Close is returned
	}
	return s.Conn.Close()
}
