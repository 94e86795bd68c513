package tunnel

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/hoist/hoist/internal/h1"
)

const maxHeader = 64 << 10 // bytes of all answers to CONNECT

// Connect sends CONNECT for to, which is host:port, with header, and returns the connection that
// leads there: conn, or one above it if the first bytes of the host came with the proxy's answer.
// If the proxy answered, the error is a *Refusal. Otherwise it is the error of reading or writing.
// Connect does not close conn, and has no time limit. The caller sets conn's deadline.
func Connect(conn net.Conn, to string, header http.Header) (net.Conn, error) {
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: to}, Host: to, Header: header}
	if err := req.Write(conn); err != nil {
		return nil, err
	}
	in := bufio.NewReader(io.LimitReader(conn, maxHeader))
	resp, err := finalAnswer(in, req)
	switch {
	case err != nil:
		return nil, fmt.Errorf("answer to CONNECT: %w", err)
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		answer := fmt.Sprintf("answered %s to CONNECT %s", statusText(resp.StatusCode), to)
		return nil, &Refusal{reasonOf(resp.StatusCode), answer, resp.Header["Proxy-Authenticate"]}
	case in.Buffered() == 0:
		return conn, nil
	}
	early, err := in.Peek(in.Buffered())
	return &readAhead{conn, early}, err
}

// finalAnswer reads answers up to the final answer. It does not read the body of that answer.
func finalAnswer(in *bufio.Reader, req *http.Request) (*http.Response, error) {
	for range h1.Max1xx + 1 {
		resp, err := http.ReadResponse(in, req)
		switch {
		case err == io.ErrUnexpectedEOF:
			return nil, errors.New("connection closed")
		case err != nil:
			return nil, err
		case resp.StatusCode >= 200:
			return resp, nil
		}
	}
	return nil, h1.ErrFlood
}

// reasonOf returns the meaning of a status that is not a success. 408 and 429 allow another
// attempt, and so do all 5xx.
func reasonOf(status int) Reason {
	switch {
	case status == http.StatusProxyAuthRequired:
		return Login
	case status == http.StatusRequestTimeout, status == http.StatusTooManyRequests, status >= 500:
		return Unreachable
	}
	return Denied
}

func statusText(status int) string {
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}

// A readAhead is a connection with first bytes that were read already.
type readAhead struct {
	net.Conn
	early []byte
}

// NetConn returns the connection below, as NetConn of *tls.Conn does.
func (c *readAhead) NetConn() net.Conn { return c.Conn }

func (c *readAhead) Read(p []byte) (int, error) {
	if len(c.early) == 0 {
		return c.Conn.Read(p)
	}
	n := copy(p, c.early)
	c.early = c.early[n:]
	return n, nil
}
