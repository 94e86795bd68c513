package stages

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// secureServer is an HTTPS server that answers with the version of HTTP in which it was asked.
func secureServer(t *testing.T, http2 bool, config func(*tls.Config)) (*httptest.Server, *x509.CertPool) {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.EnableHTTP2 = http2
	server.TLS = &tls.Config{}
	if config != nil {
		config(server.TLS)
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return server, roots
}

func TestCertificates(t *testing.T) {
	server, roots := secureServer(t, true, nil)
	asking, askingRoots := secureServer(t, true, func(c *tls.Config) {
		c.ClientAuth = tls.RequireAnyClientCert
		c.MaxVersion = tls.VersionTLS12 // with 1.3 the refusal comes after the handshake, and may be lost with the connection
	})
	old, oldRoots := secureServer(t, false, func(c *tls.Config) { c.MaxVersion = tls.VersionTLS11; c.MinVersion = tls.VersionTLS10 })
	for _, tt := range []struct {
		name   string
		client Client
		url    string
		want   string
	}{
		{"trusted", Client{Roots: roots}, server.URL, "ok"},
		{"the system's roots alone", Client{}, server.URL, "tls"},
		{"other roots alone", Client{Roots: x509.NewCertPool()}, server.URL, "tls"},
		{"wrong name", Client{Roots: roots}, strings.Replace(server.URL, "127.0.0.1", "localhost", 1), "tls"},
		{"insecure", Client{Insecure: true}, server.URL, "ok"},
		{"client certificate that is not there", Client{Roots: askingRoots}, asking.URL, "tls"},
		{"client certificate", Client{Roots: askingRoots, Certificates: asking.TLS.Certificates}, asking.URL, "ok"},
		{"TLS 1.1", Client{Roots: oldRoots}, old.URL, "tls"},
		{"TLS 1.1, insecure", Client{Insecure: true}, old.URL, "tls"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.client.Timeout, tt.client.AllowPrivate, tt.client.NoProxy = patient, true, true
			got := get(t, clientFetcher(t, tt.client, RequestHeader{}), tt.url)
			if kind := kindOf(got); kind != tt.want {
				t.Errorf("got %s (%v), want %s", kind, got.Err, tt.want)
			}
		})
	}
}

func TestHTTPVersions(t *testing.T) {
	both, bothRoots := secureServer(t, true, nil)
	one, oneRoots := secureServer(t, false, nil)
	silent, silentRoots := secureServer(t, false, func(c *tls.Config) { c.NextProtos = []string{"none"} })
	plain := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	plain.Config.Protocols = new(http.Protocols)
	plain.Config.Protocols.SetHTTP1(true)
	plain.Config.Protocols.SetUnencryptedHTTP2(true)
	plain.Start()
	defer plain.Close()
	for _, tt := range []struct {
		name    string
		version HTTPVersion
		url     string
		roots   *x509.CertPool
		want    string // protocol, or kind of error
	}{
		{"zero value", "", both.URL, bothRoots, "HTTP/2.0"},
		{"auto", HTTPAuto, both.URL, bothRoots, "HTTP/2.0"},
		{"auto, where there is only 1.1", HTTPAuto, one.URL, oneRoots, "HTTP/1.1"},
		{"auto, without TLS", HTTPAuto, plain.URL, nil, "HTTP/1.1"},
		{"1.1", HTTP1, both.URL, bothRoots, "HTTP/1.1"},
		{"1.1, without TLS", HTTP1, plain.URL, nil, "HTTP/1.1"},
		{"2", HTTP2, both.URL, bothRoots, "HTTP/2.0"},
		{"2, where the server refuses it", HTTP2, one.URL, oneRoots, "tls"},
		{"2, where the server knows neither", HTTP2, silent.URL, silentRoots, "tls"},
		{"2, without TLS", HTTP2, plain.URL, nil, "HTTP/2.0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := Client{Timeout: patient, AllowPrivate: true, NoProxy: true, Roots: tt.roots, HTTP: tt.version}
			got := get(t, clientFetcher(t, c, RequestHeader{}), tt.url)
			if answer := got.Protocol; got.Err == nil && (answer != tt.want || got.RemoteIP != "127.0.0.1") {
				t.Errorf("got %s from %s, want %s", answer, got.RemoteIP, tt.want)
			}
			if got.Err != nil && kindOf(got) != tt.want {
				t.Errorf("got %v, want %s", got.Err, tt.want)
			}
		})
	}
}

// A server without ALPN leaves it to the client to go on in HTTP/1.1, which it must not where only 2 is wanted.
func TestHTTP2IsNotDowngraded(t *testing.T) {
	server, roots := secureServer(t, false, nil)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	mute := tls.NewListener(listener, &tls.Config{Certificates: server.TLS.Certificates})
	go http.Serve(mute, server.Config.Handler)
	defer mute.Close()
	c := Client{Timeout: patient, AllowPrivate: true, NoProxy: true, Roots: roots, HTTP: HTTP2}
	got := get(t, clientFetcher(t, c, RequestHeader{}), "https://"+listener.Addr().String())
	if kindOf(got) != "protocol" || got.Err.Error() != "the server speaks HTTP/1.1, and only HTTP/2 is wanted" {
		t.Errorf("got %v", got.Err)
	}
}

// proxyServer is an HTTP proxy that wants me:secret, and leads everything to one server.
func proxyServer(t *testing.T, to string, status int) (*httptest.Server, *[]string) {
	t.Helper()
	var asked []string
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte("me:secret"))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.RequestURI)
		switch {
		case r.Header.Get("Proxy-Authorization") != want:
			w.WriteHeader(http.StatusProxyAuthRequired)
		case r.Method != http.MethodConnect || status != http.StatusOK:
			w.WriteHeader(status)
		default:
			tunnel(t, w, to)
		}
	}))
	t.Cleanup(server.Close)
	return server, &asked
}

func tunnel(t *testing.T, w http.ResponseWriter, to string) {
	client, buffered, err := w.(http.Hijacker).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	defer client.Close()
	server, err := net.Dial("tcp", to)
	if err != nil {
		t.Error(err)
		return
	}
	defer server.Close()
	io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n")
	go func() {
		io.Copy(server, buffered)
		server.Close()
	}()
	io.Copy(client, server)
}

func TestProxy(t *testing.T) {
	secure, roots := secureServer(t, true, nil)
	for _, tt := range []struct {
		name, url, user string
		status          int
		want, asked     string
	}{
		{"plain", "http://far.example/x", "me:secret@", 200, "ok", "GET http://far.example/x"},
		{"a name that the proxy alone knows", "http://intranet/x", "me:secret@", 200, "ok", "GET http://intranet/x"},
		{"tunnel", "https://example.com/x", "me:secret@", 200, "ok", "CONNECT example.com:443"},
		{"without its password", "https://example.com/x", "", 200, "connect", "CONNECT example.com:443"},
		{"without its password, plain", "http://example.com/x", "", 200, "http", "GET http://example.com/x"},
		{"that can't", "https://example.com/x", "me:secret@", 502, "connect", "CONNECT example.com:443"},
		{"to this machine", "http://127.0.0.1/x", "me:secret@", 200, "blocked", ""},
		{"to this machine by name", "https://localhost/x", "me:secret@", 200, "blocked", ""},
		{"to this machine in other words", "http://127.1/x", "me:secret@", 200, "blocked", ""},
		{"to this machine in full-width digits", "http://１２７.0.0.1/x", "me:secret@", 200, "blocked", ""},
		{"to the own host", "http://127.0.0.1:4711/x", "me:secret@", 200, "ok", "GET http://127.0.0.1:4711/x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			proxy, asked := proxyServer(t, secure.Listener.Addr().String(), tt.status)
			u := mustURL(t, strings.Replace(proxy.URL, "://", "://"+tt.user, 1))
			got := get(t, clientFetcher(t, Client{Timeout: patient, Proxy: u, Roots: roots, Own: "127.0.0.1:4711"}, RequestHeader{}), tt.url)
			if kind := kindOf(got); kind != tt.want {
				t.Errorf("got %s (%v), want %s", kind, got.Err, tt.want)
			}
			if got := strings.Join(*asked, " "); got != tt.asked {
				t.Errorf("the proxy was asked %q, want %q", got, tt.asked)
			}
			if got.Err == nil && got.RemoteIP != "127.0.0.1" {
				t.Errorf("the proxy is at %s", got.RemoteIP)
			}
			if got.Err != nil && (strings.Contains(got.Err.Error(), "secret") || strings.Contains(got.Err.Error(), "127.0.0.1:"+u.Port()+"@")) {
				t.Errorf("the error tells the password: %v", got.Err)
			}
		})
	}
}

// A SOCKS proxy (RFC 1928) is told the name, and its own address may be any.
func TestSOCKSProxy(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	told := make(chan []byte, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		io.ReadFull(conn, make([]byte, 3)) // version, one method, none
		conn.Write([]byte{5, 0})
		request := make([]byte, 4+1+len("far.example")+2)
		io.ReadFull(conn, request)
		told <- request
		conn.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
		far, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			return
		}
		defer far.Close()
		go io.Copy(far, conn)
		io.Copy(conn, far)
	}()
	f := clientFetcher(t, Client{Timeout: patient, Proxy: &url.URL{Scheme: "socks5", Host: listener.Addr().String()}}, RequestHeader{})
	if got := get(t, f, "http://far.example/"); got.Err != nil {
		t.Error(got.Err)
	}
	if request := <-told; !bytes.Contains(request, []byte("far.example")) {
		t.Errorf("the proxy was told %q", request)
	}
	f.transport.(*Transport).CloseIdleConnections()
}

// Which proxy is used: the given one, none, or the environment's.
func TestWhichProxy(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} {
		t.Setenv(name, "")
	}
	given := &url.URL{Scheme: "http", Host: "proxy:3128"}
	req := httptest.NewRequest(http.MethodGet, "http://far.example/", nil)
	if got, err := (Client{Proxy: given}).Transport().proxy(req); err != nil || got != given {
		t.Errorf("got %v, %v", got, err)
	}
	if (Client{NoProxy: true}).Transport().proxy != nil {
		t.Error("a proxy where none was wanted")
	}
	if (Client{}).Transport().proxy != nil {
		t.Error("the environment is asked for each request, where it names no proxy")
	}
	t.Setenv("HTTPS_PROXY", given.String())
	if (Client{}).Transport().proxy == nil {
		t.Error("the environment is not asked")
	}
}
