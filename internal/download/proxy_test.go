package download

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/badserver"
	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/outcome"
)

// noLoginHint ends the error if there is no login for the proxy, wrongLoginHint if the login is
// wrong.
const (
	noLoginHint    = "; it wants a user name and password, which go into --proxy, HOIST_PROXY or the variable that names the proxy"
	wrongLoginHint = "; it did not accept the user name and password that are in --proxy, HOIST_PROXY or the " +
		"variable that names the proxy"
)

func TestProxy(t *testing.T) {
	secure, roots := clienttest.SecureServer(t, true, nil)
	for _, tt := range []struct {
		name, url, user string
		status          int
		want            string // kind, "again" or "fatal", and protocol or error
		asked           string
	}{
		{"plain", "http://far.example/x", "me:secret@", 200, "ok HTTP/1.1", "GET http://far.example/x fetch/1"},
		{"a name that the proxy alone knows", "http://intranet/x", "me:secret@", 200, "ok HTTP/1.1", "GET http://intranet/x fetch/1"},
		{"tunnel", "https://example.com/x", "me:secret@", 200, "ok HTTP/2.0", "CONNECT example.com:443 connect/1"},
		{"not found, plain", "http://far.example/x", "me:secret@", 404, "not_found 404 Not Found", "GET http://far.example/x fetch/1"},
		{
			"bad gateway, plain", "http://far.example/x", "me:secret@", 502, "http again 502 Bad Gateway",
			"GET http://far.example/x fetch/1",
		},

		{
			"no login", "https://example.com/x", "", 200,
			"connect fatal proxy PROXY answered 407 Proxy Authentication Required to CONNECT example.com:443" +
				noLoginHint,
			"CONNECT example.com:443 connect/1",
		},
		{
			"wrong login", "https://example.com/x", "me:wrong@", 200,
			"connect fatal proxy PROXY answered 407 Proxy Authentication Required to CONNECT example.com:443" +
				wrongLoginHint,
			"CONNECT example.com:443 connect/1",
		},
		{
			"no login, plain", "http://example.com/x", "", 200,
			"http fatal proxy PROXY answered 407 Proxy Authentication Required" + noLoginHint,
			"GET http://example.com/x fetch/1",
		},
		{
			"wrong login, plain", "http://example.com/x", "me:wrong@", 200,
			"http fatal proxy PROXY answered 407 Proxy Authentication Required" + wrongLoginHint,
			"GET http://example.com/x fetch/1",
		},
		{
			"401", "https://example.com/x", "me:secret@", 401,
			"connect proxy PROXY answered 401 Unauthorized to CONNECT example.com:443",
			"CONNECT example.com:443 connect/1",
		},
		{
			"403", "https://example.com/x", "me:secret@", 403,
			"connect proxy PROXY answered 403 Forbidden to CONNECT example.com:443",
			"CONNECT example.com:443 connect/1",
		},
		{
			"404", "https://example.com/x", "me:secret@", 404,
			"connect proxy PROXY answered 404 Not Found to CONNECT example.com:443",
			"CONNECT example.com:443 connect/1",
		},
		{
			"429", "https://example.com/x", "me:secret@", 429,
			"connect again proxy PROXY answered 429 Too Many Requests to CONNECT example.com:443",
			"CONNECT example.com:443 connect/1",
		},
		{
			"502", "https://example.com/x", "me:secret@", 502,
			"connect again proxy PROXY answered 502 Bad Gateway to CONNECT example.com:443",
			"CONNECT example.com:443 connect/1",
		},
		{
			"503", "https://example.com/x", "me:secret@", 503,
			"connect again proxy PROXY answered 503 Service Unavailable to CONNECT example.com:443",
			"CONNECT example.com:443 connect/1",
		},
		{
			"504", "https://example.com/x", "me:secret@", 504,
			"connect again proxy PROXY answered 504 Gateway Timeout to CONNECT example.com:443",
			"CONNECT example.com:443 connect/1",
		},

		{"to this machine", "http://127.0.0.1/x", "me:secret@", 200, "blocked", ""},
		{"to this machine by name", "https://localhost/x", "me:secret@", 200, "blocked", ""},
		{"to this machine in other words", "http://127.1/x", "me:secret@", 200, "blocked", ""},
		{"to this machine in full-width digits", "http://１２７.0.0.1/x", "me:secret@", 200, "blocked", ""},
		{"to the own host", "http://127.0.0.1:4711/x", "me:secret@", 200, "ok HTTP/1.1", "GET http://127.0.0.1:4711/x fetch/1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := &clienttest.Proxy{To: secure.Listener.Addr().String(), Status: tt.status}
			u := p.Serve(t)
			u = clienttest.URL(t, "http://"+tt.user+u.Host)
			c := httpclient.Client{
				Timeout: patient, Proxies: httpclient.OneProxy(u), UserAgent: "connect/1", Roots: roots,
				Server: "127.0.0.1:4711",
			}
			got := get(t, newDownloader(t, c, httpclient.Header{UserAgent: "fetch/1"}), tt.url)
			if text := strings.ReplaceAll(shown(got), u.Host, "PROXY"); text != tt.want &&
				!(tt.want == "blocked" && kindOf(got) == tt.want) {
				t.Errorf("got %s\nwant %s", text, tt.want)
			}
			if asked := strings.Join(p.Requests(), ", "); asked != tt.asked {
				t.Errorf("the proxy was asked %q, want %q", asked, tt.asked)
			}
			if got.Err == nil && got.RemoteIP != "127.0.0.1" {
				t.Errorf("the proxy is at %s", got.RemoteIP)
			}
			if got.Err != nil && strings.Contains(got.Err.Error(), "secret") {
				t.Errorf("the error shows the password: %v", got.Err)
			}
		})
	}
}

// shown returns the kind of a reply, "again" or "fatal" if it applies, and the protocol or the
// error.
func shown(got Reply) string {
	words := []string{kindOf(got)}
	if got.Retry {
		words = append(words, "again")
	}
	if outcome.IsFatal(got.Err) {
		words = append(words, "fatal")
	}
	if got.Err == nil {
		return strings.Join(append(words, got.Protocol), " ")
	}
	return strings.Join(append(words, got.Err.Error()), " ")
}

// If a proxy is down or does not act as a proxy, the error names it.
func TestProxyIsBlamed(t *testing.T) {
	hangsUp := serveSteps(t)
	secure, _ := clienttest.SecureServer(t, false, nil)
	nobody := refusing(t, secure.Listener.Addr())
	rude := serveBytes(t, "HTTP/1.1 400 Bad Request\r\n\r\n")
	for _, tt := range []struct{ name, proxy, target, want string }{
		{
			"refused", "http://" + nobody, "https://far.example/",
			"connect again proxy " + nobody + ": dial tcp " + nobody + ": connect: connection refused",
		},
		{
			"refused, plain", "http://" + nobody, "http://far.example/",
			"connect again proxy " + nobody + ": dial tcp " + nobody + ": connect: connection refused",
		},
		{
			"refused, SOCKS", "socks5://" + nobody, "http://far.example/",
			"connect again proxy " + nobody + ": dial tcp " + nobody + ": connect: connection refused",
		},
		{
			"hangs up", "http://" + hangsUp, "https://far.example/",
			"connect again proxy " + hangsUp + ": answer to CONNECT: connection closed",
		},
		{
			"no TLS", "https://" + rude, "https://far.example/",
			"tls proxy " + rude + ": tls: first record does not look like a TLS handshake",
		},
		{"certificate", "https://" + secure.Listener.Addr().String(), "http://far.example/",
			"tls proxy " + secure.Listener.Addr().String() +
				// an explanation that depends on the machine
				": …: tls: failed to verify certificate: x509: certificate signed by unknown authority"},
		{"no SOCKS", "socks5://" + rude, "http://far.example/", "connect again proxy " + rude + ": it does not speak SOCKS5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := httpclient.Client{Timeout: patient, Proxies: httpclient.OneProxy(clienttest.URL(t, tt.proxy)), Roots: x509.NewCertPool()}
			got := shown(get(t, newDownloader(t, c, httpclient.Header{}), tt.target))
			begins, ends, explain := strings.Cut(tt.want, "…")
			if got != tt.want && !(explain && strings.HasPrefix(got, begins) && strings.HasSuffix(got, ends)) {
				t.Errorf("got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// serveBytes sends text on each connection, for any request. It returns its host:port.
func serveBytes(t *testing.T, text string) string {
	t.Helper()
	return acceptEach(t, func(conn *net.TCPConn) {
		io.WriteString(conn, text)
		io.Copy(io.Discard, conn) // closing earlier would reset the connection
	})
}

// The wait for the answer of a proxy counts towards --connect-timeout, and ends with the exchange.
func TestProxyIsSilent(t *testing.T) {
	for _, scheme := range []string{"http", "https", "socks5"} {
		t.Run(scheme, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := httpclient.Client{ConnectTimeout: 6 * time.Second, Timeout: patient,
					Proxies: httpclient.OneProxy(&url.URL{Scheme: scheme, Host: "192.0.2.1:3128"}),
					Connect: func(context.Context, string, string) (net.Conn, error) {
						client, proxy := net.Pipe()
						go io.Copy(io.Discard, proxy)
						return client, nil
					}}
				began := time.Now()
				got := get(t, newDownloader(t, c, httpclient.Header{}), "https://far.example/")
				const want = "timeout again no connection within 6s (--connect-timeout) by way of proxy 192.0.2.1:3128"
				if got, after := shown(got), time.Since(began); got != want || after != 6*time.Second {
					t.Errorf("got %s after %v, want %s", got, after, want)
				}
				time.Sleep(time.Minute) // for connections that nothing waits for
			})
		})
	}
}

// socksServer starts a SOCKS proxy (RFC 1928) without a login and returns its host:port. It sends
// the name in each request to asked. If reply is 0, it relays to the server at to.
func socksServer(t *testing.T, to string, reply byte, asked chan<- string) string {
	t.Helper()
	return acceptEach(t, func(conn *net.TCPConn) {
		io.ReadFull(conn, make([]byte, 3)) // version, one method, no authentication
		conn.Write([]byte{5, 0})
		request := make([]byte, 4+1+len("far.example")+2)
		io.ReadFull(conn, request)
		asked <- string(request[5 : 5+len("far.example")])
		conn.Write([]byte{5, reply, 0, 1, 0, 0, 0, 0, 0, 0})
		if reply == 0 {
			clienttest.Relay(conn, to)
		}
	})
}

// hoist sends the name to a SOCKS proxy, and does not check the address of the proxy.
func TestSOCKSProxy(t *testing.T) {
	plain := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer plain.Close()
	for _, scheme := range []string{"socks5", "socks5h"} {
		asked := make(chan string, 1)
		host := socksServer(t, plain.Listener.Addr().String(), 0, asked)
		f := newDownloader(t, httpclient.Client{
			Timeout: patient, Proxies: httpclient.OneProxy(&url.URL{Scheme: scheme, Host: host}),
		}, httpclient.Header{})
		if got := get(t, f, "http://far.example/"); got.Err != nil {
			t.Error(got.Err)
		}
		if name := <-asked; name != "far.example" {
			t.Errorf("%s: the proxy was asked for %q", scheme, name)
		}
		if got := get(t, f, "http://far.example/"); got.Err != nil || len(asked) > 0 {
			t.Errorf("%s: %v, and %d more connections", scheme, got.Err, len(asked))
		}
		f.config.Transport.(*httpclient.Transport).CloseIdleConnections()
	}
}

func TestSOCKSRefusals(t *testing.T) {
	for reply, want := range []string{
		1: `connect again proxy PROXY answered "general SOCKS server failure" for far.example:80`,
		2: `connect proxy PROXY answered "connection not allowed by ruleset" for far.example:80`,
		3: `connect again proxy PROXY answered "network unreachable" for far.example:80`,
		4: `connect again proxy PROXY answered "host unreachable" for far.example:80`,
		5: `connect again proxy PROXY answered "connection refused" for far.example:80`,
		6: `connect again proxy PROXY answered "TTL expired" for far.example:80`,
		7: `connect proxy PROXY answered "command not supported" for far.example:80`,
	} {
		if want == "" {
			continue
		}
		host := socksServer(t, "", byte(reply), make(chan string, 1))
		c := httpclient.Client{Timeout: patient, Proxies: httpclient.OneProxy(&url.URL{Scheme: "socks5", Host: host})}
		got := strings.ReplaceAll(shown(get(t, newDownloader(t, c, httpclient.Header{}), "http://far.example/")), host, "PROXY")
		if got != want {
			t.Errorf("reply %d: got %s\nwant %s", reply, got, want)
		}
	}
}

// With a proxy no request connects to its server directly. The test has proxies with and without
// TLS, and servers with each version of HTTP. HTTP/1.1 connections are used again, both tunnels to
// a server and connections to the proxy for forwarded requests.
func TestProxiedVersions(t *testing.T) {
	one, roots := clienttest.SecureServer(t, false, nil)
	both, _ := clienttest.SecureServer(t, true, nil)
	secureProxy, _ := clienttest.SecureServer(t, false, nil)
	roots.AddCert(both.Certificate())
	roots.AddCert(secureProxy.Certificate())
	plain := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.Proto)
	}))
	plain.Config.Protocols = new(http.Protocols)
	plain.Config.Protocols.SetHTTP1(true)
	plain.Config.Protocols.SetUnencryptedHTTP2(true)
	plain.Start()
	defer plain.Close()
	secureProxy.Config.Handler = http.HandlerFunc(forward)
	plainProxy := httptest.NewServer(http.HandlerFunc(forward))
	defer plainProxy.Close()
	for _, proxy := range []string{plainProxy.URL, secureProxy.URL} {
		for _, tt := range []struct {
			version      httpclient.Version
			target, want string
		}{
			{httpclient.Auto, plain.URL, "HTTP/1.1"},
			{httpclient.Auto, one.URL, "HTTP/1.1"},
			{httpclient.Auto, both.URL, "HTTP/2.0"},
			{httpclient.HTTP1, plain.URL, "HTTP/1.1"},
			{httpclient.HTTP1, both.URL, "HTTP/1.1"},
			{httpclient.HTTP2, plain.URL, "HTTP/2.0"}, // through a tunnel
			{httpclient.HTTP2, both.URL, "HTTP/2.0"},
			{httpclient.HTTP2, one.URL, "tls"},
		} {
			t.Run(fmt.Sprint(proxy, " ", tt.version, " ", tt.target), func(t *testing.T) {
				to := clienttest.URL(t, proxy)
				var dials atomic.Int32
				c := httpclient.Client{
					Workers: 1, Timeout: patient, Proxies: httpclient.OneProxy(to), Roots: roots,
					HTTP: tt.version, Server: clienttest.URL(t, tt.target).Host,
				}
				c.Connect = func(ctx context.Context, network, address string) (net.Conn, error) {
					dials.Add(1)
					if address != to.Host {
						t.Errorf("a connection to %s", address)
					}
					return new(net.Dialer).DialContext(ctx, network, address)
				}
				f := newDownloader(t, c, httpclient.Header{})
				for range 3 { // what hoist learns about the server must not change this
					got := get(t, f, tt.target)
					if got.Err == nil && got.Protocol != tt.want || got.Err != nil && kindOf(got) != tt.want {
						t.Errorf("got %s, %v, want %s", got.Protocol, got.Err, tt.want)
					}
				}
				if n := dials.Load(); tt.want == "HTTP/1.1" && n != 1 {
					t.Errorf("%d connections", n)
				}
			})
		}
	}
}

// forward is a proxy without a login. It makes a tunnel to any server, and answers other requests
// itself.
func forward(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		io.WriteString(w, "by proxy")
		return
	}
	clienttest.Tunnel(w, r.Host)
}

// A chunked answer of HTTP/1.0 is decoded or refused (RFC 9112, section 6.1), and bytes that a
// proxy sends after an answer are not the next answer.
func TestProxiedFraming(t *testing.T) {
	const evil = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
	for _, tt := range []struct{ name, answer string }{
		{"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"},
		{"chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"},
		{"two answers", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc" + evil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			proxy := serveSteps(t, badserver.Send(tt.answer))
			f := newDownloader(t, httpclient.Client{
				Workers: 1, Timeout: patient,
				Proxies: httpclient.OneProxy(clienttest.URL(t, "http://"+proxy)),
			}, httpclient.Header{})
			for range 2 {
				r := Request{URL: clienttest.URL(t, "http://far.example/")}
				got := follow(t, f, r)
				if got.Err != nil {
					if kindOf(got) != string(outcome.Protocol) || !strings.Contains(tt.answer, "HTTP/1.0") {
						t.Errorf("got %v", got.Err)
					}
				} else if text := saved(t, f, got); text != "abc" {
					t.Errorf("saved %q", text)
				}
			}
		})
	}
}

// Through a proxy too, a body that ends with its connection is whole only if TLS was closed (RFC
// 9112, section 9.8).
func TestProxiedCut(t *testing.T) {
	server, roots := clienttest.SecureServer(t, false, nil)
	secureProxy, _ := clienttest.SecureServer(t, false, nil)
	secureProxy.Config.Handler = http.HandlerFunc(forward)
	roots.AddCert(secureProxy.Certificate())
	plainProxy := httptest.NewServer(http.HandlerFunc(forward))
	defer plainProxy.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	var farewell atomic.Bool
	go func() {
		for {
			plain, err := listener.Accept()
			if err != nil {
				return
			}
			conn := tls.Server(plain, &tls.Config{Certificates: server.TLS.Certificates})
			conn.Read(make([]byte, 4096)) // the request
			io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\nabc")
			if farewell.Load() {
				conn.Close()
			}
			plain.Close()
		}
	}()
	for _, proxy := range []string{plainProxy.URL, secureProxy.URL} {
		for closes, want := range map[bool]string{true: "ok", false: "truncated"} {
			farewell.Store(closes)
			c := httpclient.Client{
				Timeout: patient, Proxies: httpclient.OneProxy(clienttest.URL(t, proxy)), Roots: roots,
				HTTP: httpclient.HTTP1, Server: listener.Addr().String(),
			}
			if got := get(t, newDownloader(t, c, httpclient.Header{}), "https://"+listener.Addr().String()); kindOf(got) != want {
				t.Errorf("by %s, TLS closed: %v: got %v, want %s", proxy, closes, got.Err, want)
			}
		}
	}
}

// If the wrong login of a job ends the run, another job in flight is cancelled, although its
// transport returns that error as the cause.
func TestWrongLoginOfAnotherJob(t *testing.T) {
	var wrong error = &outcome.Fatal{Kind: outcome.HTTP, Err: errors.New("proxy h:1 answered 407")}
	ctx, cancel := context.WithCancelCause(t.Context())
	if got := failed(ctx, wrong, nil); got != wrong {
		t.Errorf("its own: got %v", got)
	}
	cancel(wrong)
	if got := failed(ctx, context.Cause(ctx), nil); outcome.AsFailure(got).Status != outcome.Cancelled || outcome.IsFatal(got) {
		t.Errorf("another job's: got %v, fatal: %v", outcome.AsFailure(got).Status, outcome.IsFatal(got))
	}
}
