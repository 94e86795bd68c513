package download

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/httpclient"
)

// If a connection breaks in the TLS handshake, the certificate and the versions are not to blame.
// The server or a proxy in front of it may be restarting or overloaded. So the kind is reset, as
// for other broken connections, and the request is retried.
func TestHandshakeBreaksOff(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(*net.TCPConn)
		want string
		text string // part of the error
	}{
		{"closed", func(*net.TCPConn) {}, "reset, again", "connection closed in the TLS handshake"},
		{"reset", func(c *net.TCPConn) { c.SetLinger(0) }, "reset, again", "connection reset"},
		{
			"closed in a record", func(c *net.TCPConn) { io.WriteString(c, "\x16\x03\x03\x00\x7a\x02\x00") },
			"reset, again", "connection closed in the TLS handshake",
		},
		{"alert internal_error", sendAlert(80), "reset, again", "the server has an error of its own in the TLS handshake"},
		{"alert handshake_failure", sendAlert(40), "tls", "no cipher in common"},
		{"alert unrecognized_name", sendAlert(112), "tls", "unrecognized name"},
		{
			"no TLS", func(c *net.TCPConn) { io.WriteString(c, "SSH-2.0-x\r\n") }, "tls",
			"first record does not look like a TLS handshake",
		},
	} {
		for _, version := range []httpclient.Version{httpclient.Auto, httpclient.HTTP1, httpclient.HTTP2} {
			t.Run(fmt.Sprintf("%s, --http %s", tt.name, version), func(t *testing.T) {
				f := newDownloader(t, httpclient.Client{
					Workers: 1, ConnectTimeout: patient, Timeout: patient, AllowPrivate: true, HTTP: version,
				}, httpclient.Header{})
				got := get(t, f, "https://"+breakHandshakes(t, tt.end))
				if fault(got) != tt.want || !strings.Contains(fmt.Sprint(got.Err), tt.text) {
					t.Errorf("%s: %v, want %s: %s", fault(got), got.Err, tt.want, tt.text)
				}
			})
		}
	}
}

// If the server does not answer the question about its versions and cipher suites, the error is the
// same, but comes two seconds later. This wait does not count towards --connect-timeout.
func TestHandshakeFailsWithoutOffer(t *testing.T) {
	for _, version := range []httpclient.Version{httpclient.Auto, httpclient.HTTP1} {
		synctest.Test(t, func(t *testing.T) {
			var connections atomic.Int32
			connect := func(context.Context, string, string) (net.Conn, error) {
				near, far := net.Pipe()
				first := connections.Add(1) == 1
				go func() {
					defer far.Close()
					if first {
						readRecord(far)
						time.Sleep(time.Second)
						io.WriteString(far, alert(40))
					}
					io.Copy(io.Discard, far) // until the client closes
				}()
				return near, nil
			}
			f := newDownloader(t, httpclient.Client{
				Workers: 1, ConnectTimeout: 2 * time.Second, Timeout: patient, AllowPrivate: true, HTTP: version, Connect: connect,
			}, httpclient.Header{})
			began := time.Now()
			got := get(t, f, "https://192.0.2.1/")
			if fault(got) != "tls" || !strings.Contains(fmt.Sprint(got.Err), "no cipher in common") || connections.Load() != 2 ||
				time.Since(began) != 3*time.Second {
				t.Errorf("%s: %v after %d connections and %v", fault(got), got.Err, connections.Load(), time.Since(began))
			}
		})
	}
}

// The same holds for a handshake through a proxy and for a handshake with the proxy.
func TestHandshakeBreaksOffByProxy(t *testing.T) {
	through := func(t *testing.T, proxy string) Reply {
		c := httpclient.Client{
			Workers: 1, ConnectTimeout: patient, Timeout: patient,
			Proxies: httpclient.OneProxy(clienttest.URL(t, proxy)),
		}
		return get(t, newDownloader(t, c, httpclient.Header{}), "https://far.example/")
	}
	t.Run("the proxy ends the tunnel", func(t *testing.T) {
		server := breakHandshakes(t, func(*net.TCPConn) {})
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { clienttest.Tunnel(w, server) }))
		defer proxy.Close()
		got := through(t, proxy.URL)
		if want := "connection closed in the TLS handshake"; fault(got) != "reset, again" ||
			!strings.Contains(fmt.Sprint(got.Err), want) {
			t.Errorf("%s: %v", fault(got), got.Err)
		}
	})
	for _, tt := range []struct {
		name string
		end  func(*net.TCPConn)
		text string
	}{
		{"closed", func(*net.TCPConn) {}, "connection closed in the TLS handshake"},
		{"reset", func(c *net.TCPConn) { c.SetLinger(0) }, "connection reset"},
	} {
		t.Run("with the proxy, "+tt.name, func(t *testing.T) {
			proxy := breakHandshakes(t, tt.end)
			got := through(t, "https://"+proxy)
			if text := fmt.Sprint(got.Err); fault(got) != "connect, again" || !strings.HasPrefix(text, "proxy "+proxy) ||
				!strings.Contains(text, tt.text) {
				t.Errorf("%s: %v", fault(got), got.Err)
			}
		})
	}
	t.Run("with the proxy, alert handshake_failure", func(t *testing.T) {
		proxy := breakHandshakes(t, sendAlert(40))
		got := through(t, "https://"+proxy)
		if text := fmt.Sprint(got.Err); fault(got) != "tls" || !strings.HasPrefix(text, "proxy "+proxy+": no cipher in common") {
			t.Errorf("%s: %v", fault(got), got.Err)
		}
	})
}

// alert returns a fatal alert (RFC 8446, section 6).
func alert(description byte) string { return string([]byte{21, 3, 3, 0, 2, 2, description}) }

// sendAlert returns a function that sends a fatal alert.
func sendAlert(description byte) func(*net.TCPConn) {
	return func(c *net.TCPConn) { io.WriteString(c, alert(description)) }
}

// readRecord reads a record of TLS.
func readRecord(r io.Reader) {
	var header [5]byte
	if _, err := io.ReadFull(r, header[:]); err == nil {
		io.CopyN(io.Discard, r, int64(header[3])<<8|int64(header[4]))
	}
}

// breakHandshakes accepts connections and calls end for each after the ClientHello. It returns its
// address.
func breakHandshakes(t *testing.T, end func(*net.TCPConn)) string {
	t.Helper()
	return acceptEach(t, func(c *net.TCPConn) {
		readRecord(c)
		end(c)
	})
}
