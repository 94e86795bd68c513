// Package badserver provides a server that misbehaves as a test requires. It sends raw bytes, so
// that it can send answers that an HTTP library refuses to send.
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

// A Conn is a connection from which a request has been read.
type Conn struct {
	*net.TCPConn
	Request string          // the header of the request
	ended   <-chan struct{} // closed when the server is closed
}

// Send returns a Step that sends text unchanged.
func Send(text string) Step {
	return func(c *Conn) error {
		_, err := c.Write([]byte(text))
		return err
	}
}

// Check returns a Step that calls look with the request.
func Check(look func(request string)) Step {
	return func(c *Conn) error {
		look(c.Request)
		return nil
	}
}

// Repeat returns a Step that sends text until the client closes the connection.
func Repeat(text string) Step {
	return func(c *Conn) error {
		for {
			if _, err := c.Write([]byte(text)); err != nil {
				return err
			}
		}
	}
}

// Hang returns a Step that waits until the client or the server closes the connection.
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

// Reset returns a Step that ends the connection with a TCP RST in place of a FIN.
func Reset() Step {
	return func(c *Conn) error {
		c.SetLinger(0)
		return errDone
	}
}

var errDone = errors.New("done")

// A Server listens on a free port of the loopback interface until it is closed.
type Server struct {
	Host     string // 127.0.0.1:port
	listener net.Listener
	steps    func(n int) []Step
	asked    atomic.Int64
	conns    sync.WaitGroup
	ended    chan struct{}
}

// Start starts a server that reads a request from each connection, takes the steps, and closes it.
func Start(steps ...Step) (*Server, error) {
	return StartEach(func(int) []Step { return steps })
}

// StartEach is like Start, with steps for each connection. steps gets the number of the connection,
// from 1 on. Connections are numbered in the order in which their requests have arrived.
func StartEach(steps func(n int) []Step) (*Server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{Host: listener.Addr().String(), listener: listener, steps: steps, ended: make(chan struct{})}
	s.conns.Go(s.accept)
	return s, nil
}

// Close closes the server and all connections, and waits for their goroutines.
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

// readRequest reads to the empty line that ends the header of a request. It reports whether there
// was one.
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
