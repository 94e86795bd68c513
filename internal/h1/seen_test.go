package h1_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"testing"

	"github.com/hoist/hoist/internal/h1"
)

type dial = func(ctx context.Context, network, addr string) (net.Conn, error)

const maxHeaderBytes = 8 << 10

// pair returns the Transport under test and an http.Transport to compare it with. Both dial by
// connect.
func pair(t testing.TB, connect dial) (ours *h1.Transport, theirs *http.Transport) {
	ours = &h1.Transport{Dial: connect, DialTLS: connect, MaxHeaderBytes: maxHeaderBytes}
	theirs = &http.Transport{
		DialContext: connect, DialTLSContext: connect, MaxResponseHeaderBytes: maxHeaderBytes, DisableCompression: true,
	}
	t.Cleanup(ours.CloseIdleConnections)
	t.Cleanup(theirs.CloseIdleConnections)
	return ours, theirs
}

// A seen is everything that a caller sees of an answer.
type seen struct {
	Status           string
	Proto            string
	Header           http.Header
	TransferEncoding []string
	Length           int64
	Close            bool
	Body             string
	Err              string // error of RoundTrip
	BodyErr          string
	Kind             string // whole, or the class of the error, as in rawAnswer.want
}

var address = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// look sends a request and reads the whole answer.
func look(transport http.RoundTripper, req *http.Request) (s seen) {
	resp, err := transport.RoundTrip(req)
	if err != nil {
		s.Err = address.ReplaceAllString(err.Error(), "there")
		s.Kind = "refused"
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			s.Kind = "no answer"
		}
		return s
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	s = seen{
		Status: resp.Status, Proto: resp.Proto, Header: resp.Header, TransferEncoding: resp.TransferEncoding,
		Length: resp.ContentLength, Close: resp.Close, Body: string(body), Kind: "whole",
	}
	if err != nil {
		s.BodyErr = address.ReplaceAllString(err.Error(), "there")
		s.Kind = "garbled"
		if errors.Is(err, io.ErrUnexpectedEOF) {
			s.Kind = "cut off"
		}
	}
	return s
}

func newRequest(t testing.TB, method, url string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// outcome returns the kind, and after "whole" the body.
func (s seen) outcome() string {
	if s.Kind == "whole" {
		return s.Kind + " " + s.Body
	}
	return s.Kind
}

// shared returns s without the known differences from http.Transport. That removes Connection and
// Trailer from a header, sets Cache-Control for Pragma, keeps one of several equal Content-Length
// fields, and has other error texts.
func (s seen) shared() seen {
	s.Header = s.Header.Clone()
	for _, name := range []string{"Connection", "Trailer", "Cache-Control"} {
		s.Header.Del(name)
	}
	if lengths := s.Header["Content-Length"]; len(lengths) > 1 {
		s.Header["Content-Length"] = lengths[:1]
	}
	s.Err, s.BodyErr = "", ""
	return s
}
