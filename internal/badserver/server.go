// Package badserver is a server that misbehaves as a test requires. It does not use HTTP. Its
// answers are bytes, so it can send answers that an HTTP library would not send.
package badserver

import (
	"bufio"
	"errors"
	"net"
	"strings"
	"sync"
	"sync/atomic"
)

// A Step is one action of a server on a connection.
type Step func(c *Conn) error

// A Conn is a connection on which a request was read.
type Conn struct {
	*net.TCPConn
	Request string          // its header
	ended   <-chan struct{} // closed when the server is
}

// Send sends text as it is.
func Send(text string) Step {
	return func(c *Conn) error {
		_, err := c.Write([]byte(text))
		return err
	}
}

// Check lets a test look at the request.
func Check(look func(request string)) Step {
	return func(c *Conn) error {
		look(c.Request)
		return nil
	}
}

// Repeat sends text until the client has enough.
func Repeat(text string) Step {
	return func(c *Conn) error {
		for {
			if _, err := c.Write([]byte(text)); err != nil {
				return err
			}
		}
	}
}

// Hang does nothing until the client or the server closes.
func Hang() Step {
	return func(c *Conn) error {
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			c.Read(make([]byte, 1))
		}()
		select {
		case <-gone:
		case <-c.ended:
			c.Close()
			<-gone
		}
		return errDone
	}
}

// Reset ends the connection with a TCP RST in place of a FIN.
func Reset() Step {
	return func(c *Conn) error {
		c.SetLinger(0)
		return errDone
	}
}

var errDone = errors.New("done")

// A Server misbehaves on a free port of the loopback interface until it is closed.
type Server struct {
	Host     string // 127.0.0.1:port
	listener net.Listener
	steps    func(n int) []Step
	asked    atomic.Int64
	conns    sync.WaitGroup
	ended    chan struct{}
}

// Start starts a server that reads a request from each connection, takes steps, and closes it.
func Start(steps ...Step) (*Server, error) {
	return StartEach(func(int) []Step { return steps })
}

// StartEach is Start with other steps for each connection. steps returns the steps of a connection
// by its number: 1 for the first connection, and so on. A connection counts when its request is
// there.
func StartEach(steps func(n int) []Step) (*Server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{Host: listener.Addr().String(), listener: listener, steps: steps, ended: make(chan struct{})}
	s.conns.Go(s.accept)
	return s, nil
}

// Close ends the server and every connection, and waits for their goroutines.
func (s *Server) Close() {
	close(s.ended)
	s.listener.Close()
	s.conns.Wait()
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.conns.Go(func() { s.serve(&Conn{TCPConn: conn.(*net.TCPConn), ended: s.ended}) })
	}
}

func (s *Server) serve(c *Conn) {
	defer c.Close()
	if !readRequest(c) {
		return
	}
	for _, step := range s.steps(int(s.asked.Add(1))) {
		if step(c) != nil {
			return
		}
	}
}

// readRequest reads up to the empty line that ends a request's header.
func readRequest(c *Conn) bool {
	r := bufio.NewReader(c)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return false
		}
		if strings.TrimRight(line, "\r\n") == "" {
			return true
		}
		c.Request += line
	}
}
