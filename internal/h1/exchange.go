package h1

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"time"
)

// Max1xx is the number of 1xx answers that may come before the final answer, in any version of
// HTTP. RFC 9110, section 15.2, has no limit.
const Max1xx = 20

// ErrFlood is the error of more than Max1xx 1xx answers.
var ErrFlood = fmt.Errorf("more than %d answers of 1xx", Max1xx)

// A deadError is the error of an exchange in which no byte of an answer came.
type deadError struct{ error }

// An exchange is one request on a connection, and the answer to it.
type exchange struct {
	t     *Transport
	ctx   context.Context
	trace *httptrace.ClientTrace // nil for none
	conn  *conn
	stop  func() bool // ends the watch over ctx; false if ctx has ended and the connection was interrupted
}

func (x *exchange) wantConn(to destination) {
	if x.trace != nil && x.trace.GetConn != nil {
		x.trace.GetConn(to.Address)
	}
}

func (x *exchange) gotConn() {
	if x.trace == nil || x.trace.GotConn == nil {
		return
	}
	info := httptrace.GotConnInfo{Conn: x.conn.Conn, Reused: x.conn.used, WasIdle: x.conn.used}
	if x.conn.used {
		info.IdleTime = time.Since(x.conn.idleSince)
	}
	x.trace.GotConn(info)
}

// do sends req and returns its answer, whose body ends the exchange. If do returns an error, the
// exchange is over.
func (x *exchange) do(req *http.Request) (*http.Response, error) {
	x.gotConn()
	x.stop = watchOver(x.ctx, x.conn)
	resp, err := x.answer(req)
	if err != nil {
		x.end(false)
		if x.ctx.Err() != nil {
			return nil, context.Cause(x.ctx)
		}
		return nil, err
	}
	resp.TLS = x.conn.tls
	keep := !resp.Close && !req.Close && resp.StatusCode >= http.StatusOK
	if req.Method == http.MethodHead || resp.ContentLength == 0 { // of a 1xx answer too
		resp.Body = http.NoBody
		x.end(keep)
		return resp, nil
	}
	resp.Body = &body{exchange: *x, src: x.conn.decoder(resp), keep: keep}
	return resp, nil
}

// answer sends req and reads the header of the final answer. A server may answer and close before
// it has read all of a request. So if sending fails, the answer is read nevertheless.
func (x *exchange) answer(req *http.Request) (*http.Response, error) {
	c := x.conn
	err := writeRequest(c.out, c.to.proxy.forwarded(req), x.trace)
	if err == nil {
		err = c.out.Flush()
	}
	if err != nil && c.writeErr == nil {
		return nil, err // the request is the cause, not the connection
	}
	if _, readErr := c.in.Peek(1); readErr != nil {
		if readErr == io.ErrUnexpectedEOF {
			readErr = io.EOF // no part of an answer has come
		}
		if err == nil {
			err = readErr
		}
		return nil, deadError{err}
	}
	if x.trace != nil && x.trace.GotFirstResponseByte != nil {
		x.trace.GotFirstResponseByte()
	}
	return x.header(req)
}

// header reads headers until the header of the final answer. 101 is a final answer.
func (x *exchange) header(req *http.Request) (*http.Response, error) {
	header := &x.conn.header
	header.left = x.t.maxHeaderBytes()
	for range Max1xx + 1 {
		resp, err := header.answer(req)
		switch {
		case err == errTooLong:
			return nil, &LongHeaderError{x.t.maxHeaderBytes()}
		case err != nil:
			return nil, err
		case resp.StatusCode < 100 || resp.StatusCode >= 200 || resp.StatusCode == http.StatusSwitchingProtocols:
			return resp, frame(resp)
		}
		if x.trace != nil && x.trace.Got1xxResponse != nil {
			if err := x.trace.Got1xxResponse(resp.StatusCode, textproto.MIMEHeader(resp.Header)); err != nil {
				return nil, err
			}
		}
	}
	return nil, ErrFlood
}

// end keeps the connection if keep is set and the connection is clean. Else it closes the
// connection.
func (x *exchange) end(keep bool) {
	if !x.stop() || !keep || !x.conn.clean() {
		x.conn.abort()
		return
	}
	err := x.t.put(x.conn)
	if x.trace != nil && x.trace.PutIdleConn != nil && !errors.Is(err, errKeepsNone) {
		x.trace.PutIdleConn(err)
	}
}
