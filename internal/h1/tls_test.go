package h1_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/h1"
)

// secure starts an https server. It returns the server and a dial function that leaves the TLS
// handshake to the Transport.
func secure(t *testing.T) (*httptest.Server, dial) {
	return secureOver(t, func(c net.Conn) net.Conn { return c })
}

// secureOver is like secure, with a layer between TCP and TLS.
func secureOver(t *testing.T, layer func(net.Conn) net.Conn) (*httptest.Server, dial) {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "abc")
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	config := server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	config.ServerName, config.NextProtos = "example.com", nil
	return server, func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return tls.Client(layer(conn), config), nil
	}
}

func TestTLS(t *testing.T) {
	server, connect := secure(t)
	ours, theirs := pair(t, connect)
	got, want := traced(t, ours, server.URL), traced(t, theirs, server.URL)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("http.Transport -, ours +\n%s", diff)
	}
	if log := strings.Join(got, "\n"); !strings.Contains(log, "GotConn *tls.Conn true true true") {
		t.Errorf("the connection is not used again:\n%s", log)
	}
	resp, err := ours.RoundTrip(newRequest(t, http.MethodGet, server.URL))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.TLS == nil || !resp.TLS.HandshakeComplete {
		t.Errorf("resp.TLS is %v", resp.TLS)
	}
}

func TestTLSFails(t *testing.T) {
	server, _ := secure(t)
	connect := func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return tls.Client(conn, &tls.Config{ServerName: "example.com"}), nil
	}
	ours, theirs := pair(t, connect)
	got, want := traced(t, ours, server.URL), traced(t, theirs, server.URL)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("http.Transport -, ours +\n%s", diff)
	}
	if !strings.HasPrefix(got[len(got)-1], "refused") {
		t.Errorf("a certificate of nobody is good enough: %q", got)
	}
}

// If the server does not use TLS, the error is a RecordHeaderError, and the connection is closed.
func TestTLSNotSpoken(t *testing.T) {
	conn := script("HTTP/1.1 400 Bad Request\r\n\r\n", 1000)
	transport := &h1.Transport{DialTLS: func(context.Context, string, string) (net.Conn, error) {
		return tls.Client(conn, &tls.Config{ServerName: "example.com"}), nil
	}}
	_, err := transport.RoundTrip(newRequest(t, http.MethodGet, "https://example.com"))
	if _, ok := errors.AsType[tls.RecordHeaderError](err); !ok || conn.closes() != 1 {
		t.Errorf("%v, closed %d times", err, conn.closes())
	}
}

// answered returns the answer of a server whose TLS version is at most version. When the server has
// received the request, it calls serve.
func answered(t *testing.T, version uint16, serve func(conn *tls.Conn, far *holder)) seen {
	t.Helper()
	server, _ := secure(t)
	certificates := server.TLS.Certificates
	client, plain := net.Pipe()
	go func() {
		far := &holder{Conn: plain}
		conn := tls.Server(far, &tls.Config{Certificates: certificates, MaxVersion: version, SessionTicketsDisabled: true})
		conn.Read(make([]byte, 4096)) // the request
		serve(conn, far)
	}()
	transport := &h1.Transport{DialTLS: func(context.Context, string, string) (net.Conn, error) {
		return tls.Client(h1.NewTap(client), &tls.Config{InsecureSkipVerify: true}), nil
	}}
	return look(transport, newRequest(t, http.MethodGet, "https://example.com"))
}

// A body without a length is whole only if the server sent a TLS close_notify. The end of the TCP
// connection is not enough (RFC 9112, section 9.8).
func TestTLSCut(t *testing.T) {
	for _, tt := range []struct {
		name   string
		header string
		close  bool
		want   string
	}{
		{"closed", "HTTP/1.1 200 OK\r\n\r\n", true, "whole"},
		{"cut", "HTTP/1.1 200 OK\r\n\r\n", false, "cut off"},
		{"cut, with a length", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", false, "whole"},
		{"cut, with the last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", false, "whole"},
		{"cut, no header", "", false, "refused"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := answered(t, tls.VersionTLS13, func(conn *tls.Conn, far *holder) {
				io.WriteString(conn, tt.header+"abc")
				if tt.close {
					conn.Close()
				}
				far.Close()
			})
			if got.Kind != tt.want {
				t.Errorf("got %s, want %s: %+v", got.Kind, tt.want, got)
			}
		})
	}
}

// If the server sends nothing, the error is io.EOF, even without a close_notify.
func TestTLSNothing(t *testing.T) {
	got := answered(t, tls.VersionTLS13, func(_ *tls.Conn, far *holder) { far.Close() })
	if got.Err != "EOF" {
		t.Errorf("got %q, want EOF", got.Err)
	}
}

// While on is set, a holder keeps all writes. Close sends them in one piece.
type holder struct {
	net.Conn
	on   bool
	held []byte
}

func (h *holder) Write(p []byte) (int, error) {
	if !h.on {
		return h.Conn.Write(p)
	}
	h.held = append(h.held, p...)
	return len(p), nil
}

func (h *holder) Close() error {
	var err error
	if h.on {
		h.SetWriteDeadline(time.Time{}) // clears the deadline that crypto/tls has set
		_, err = h.Conn.Write(h.held)
	}
	return errors.Join(err, h.Conn.Close())
}

// With TLS 1.2 crypto/tls may return the last bytes together with io.EOF. An error in those bytes
// must not be taken for the end of the connection.
func TestTLSEndsWithData(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	for _, tt := range []struct{ name, raw, want string }{
		{"whole", ok + "\r\nabc", "whole"},
		{"negative length", ok + "Content-Length: -3\r\n\r\n", "refused"},
		{"no colon", ok + "foo\r\n\r\n", "refused"},
		{"chunk size that is no number", ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "garbled"},
		{"cut off", ok + "Content-Length: 4\r\n\r\nabc", "cut off"},
		{"header that is cut off", ok + "Content-Len", "no answer"},
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(tt.name+", "+tls.VersionName(version), func(t *testing.T) {
				got := answered(t, version, func(conn *tls.Conn, far *holder) {
					far.on = true
					io.WriteString(conn, tt.raw)
					conn.Close()
				})
				if got.Kind != tt.want {
					t.Errorf("got %s, want %s: %+v", got.Kind, tt.want, got)
				}
			})
		}
	}
}

// A cancelled request closes the connection without a close_notify. If the server does not read, as
// at the other end of this pipe, crypto/tls would wait 5 s to send it.
func TestTLSCancel(t *testing.T) {
	server, _ := secure(t)
	certificates := server.TLS.Certificates
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		client, far := net.Pipe()
		defer far.Close()
		go func() {
			conn := tls.Server(far, &tls.Config{Certificates: certificates, SessionTicketsDisabled: true})
			conn.Read(make([]byte, 4096))
			cancel(errEnough)
		}()
		transport := &h1.Transport{DialTLS: func(context.Context, string, string) (net.Conn, error) {
			return tls.Client(client, &tls.Config{InsecureSkipVerify: true}), nil
		}}
		began := time.Now()
		err := read(transport, newRequest(t, http.MethodGet, "https://example.com").WithContext(ctx))
		if took := time.Since(began); err != errEnough || took != 0 {
			t.Errorf("%v after %v, want %v at once", err, took, errEnough)
		}
	})
}
