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

// defaultStreams is the limit of streams where a server's SETTINGS name none: that of net/http.
const defaultStreams = 1000

// A conn is a connection. Its host's lock guards what changes.
type conn struct {
	host   *host
	socket *socket
	client *http.ClientConn

	settled  bool // SETTINGS came
	streams  int  // the most that may be in flight; the host's before SETTINGS came
	lasts    int  // the most requests that are sent before all of them have ended; 0 for no limit
	sent     int  // requests, without those that the server refused
	finished int  // of them, those that have ended
	inFlight int
	early    []*early      // without an answer
	idle     *list.Element // in the list of idle connections, whose lock guards it; nil if it is not there
	listed   bool          // as idle
	used     bool          // for a request that was perhaps given back
	ended    bool          // no request may be sent any more
	counted  bool          // how long it lasted

	requiresHTTP1 bool // as GOAWAY said
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
			resp.Body.Close() // the request is sent again
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

// A body is that of an answer. Close gives the stream back: when net/http's Close returns, it no
// longer counts the stream.
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
			b.conn.client.Close() // nothing is on its way
		}
		b.conn.host.t.closeSurplus()
	})
	return b.ReadCloser.Close()
}

// A socket is the connection as net/http has it. It reads along.
type socket struct {
	net.Conn
	frames frameReader
	events []func() // of SETTINGS, by which net/http may not go yet
	ended  func()   // by the server or by net/http
	closed func()
}

// newSocket has what the server says go to c.
func newSocket(plain net.Conn, c *conn) *socket {
	s := &socket{Conn: plain, ended: func() { c.host.ended(c) }, closed: sync.OnceFunc(c.host.closed)}
	s.frames.settings = func(streams uint32, given bool) {
		s.events = append(s.events, func() { c.host.settings(c, int(min(streams, math.MaxInt32)), given) })
	}
	s.frames.goAway = func(last, code uint32) { c.host.goAway(c, last, code) } // before net/http has requests fail for it
	return s
}

// NetConn returns the connection below, as that of *tls.Conn does.
func (s *socket) NetConn() net.Conn { return s.Conn }

// Read is called by one goroutine, which has processed all frames that are whole before it reads
// on.
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

// farewell is how long TLS has for its last message (RFC 8446, section 6.1), as net/http has it.
const farewell = 250 * time.Millisecond

func (s *socket) Close() error {
	s.ended()
	defer s.closed()
	if secure, ok := s.Conn.(*tls.Conn); ok {
		defer time.AfterFunc(farewell, func() { secure.NetConn().Close() }).Stop() // the first Close returns what there is to say
	}
	return s.Conn.Close()
}
