package h1_test

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// A scripted is a connection without a network. When the first byte of a request has arrived, it
// sends its answer in pieces of at most piece bytes. Then it ends.
type scripted struct {
	answer io.Reader
	piece  int

	once   sync.Once
	asked  chan struct{} // closed at the first write, and at Close
	mu     sync.Mutex
	sent   strings.Builder // all requests
	closed int             // number of calls of Close
}

func script(answer string, piece int) *scripted {
	return &scripted{answer: strings.NewReader(answer), piece: piece, asked: make(chan struct{})}
}

// dial returns s. It is a dial function for a Transport that needs one connection.
func (s *scripted) dial(context.Context, string, string) (net.Conn, error) { return s, nil }

func (s *scripted) Read(p []byte) (int, error) {
	<-s.asked
	if s.closes() > 0 {
		return 0, net.ErrClosed
	}
	return s.answer.Read(p[:min(len(p), s.piece)])
}

func (s *scripted) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.once.Do(func() { close(s.asked) })
	return s.sent.Write(p)
}

func (s *scripted) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed++
	s.once.Do(func() { close(s.asked) })
	return nil
}

func (s *scripted) closes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

func (s *scripted) request() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent.String()
}

func (s *scripted) LocalAddr() net.Addr              { return new(net.TCPAddr) }
func (s *scripted) RemoteAddr() net.Addr             { return new(net.TCPAddr) }
func (s *scripted) SetDeadline(time.Time) error      { return nil }
func (s *scripted) SetReadDeadline(time.Time) error  { return nil }
func (s *scripted) SetWriteDeadline(time.Time) error { return nil }
