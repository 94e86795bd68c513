package tunnel

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// A talk has both sides of a connection: the client sends lines that begin with >, and the proxy
// sends lines that begin with <.
type talk []string

// proxy takes the side of the proxy, and closes the connection.
func (talk talk) proxy(t *testing.T, conn net.Conn) {
	defer conn.Close()
	for _, line := range talk {
		text := line[1:]
		if line[0] == '<' {
			io.WriteString(conn, text) // the client may have enough before its end
			continue
		}
		got := make([]byte, len(text))
		if _, err := io.ReadFull(conn, got); err != nil || string(got) != text {
			t.Errorf("the client sent %q (%v), want %q", got, err, text)
			return
		}
	}
}

// judge compares the result of a request with want: "" for a connection, a reason and a text for a
// refusal, or else a text.
func judge(t *testing.T, err error, want string) {
	t.Helper()
	got := ""
	if refusal, ok := errors.AsType[*Refusal](err); ok {
		got = map[Reason]string{Unreachable: "unreachable: ", Denied: "denied: ", Login: "login: "}[refusal.Reason]
	}
	if err != nil {
		got += err.Error()
	}
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSOCKS5(t *testing.T) {
	const name = ">\x05\x01\x00\x03\x0bfar.example\x00\x50"
	me := url.UserPassword("me", "secret")
	for _, tt := range []struct {
		name, to string
		user     *url.Userinfo
		talk     talk
		want     string
	}{
		{"name", "far.example:80", nil, talk{">\x05\x01\x00", "<\x05\x00", name, "<\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"}, ""},
		{
			"IPv4", "192.0.2.1:443", nil,
			talk{
				">\x05\x01\x00", "<\x05\x00", ">\x05\x01\x00\x01\xc0\x00\x02\x01\x01\xbb",
				"<\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00",
			},
			"",
		},
		{"IPv6", "[2001:db8::1]:80", nil,
			talk{">\x05\x01\x00", "<\x05\x00",
				">\x05\x01\x00\x04\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x50",
				"<\x05\x00\x00\x04" + strings.Repeat("\x00", 18)}, ""},
		{"bound to a name", "far.example:80", nil, talk{">\x05\x01\x00", "<\x05\x00", name, "<\x05\x00\x00\x03\x02ab\x00\x00"}, ""},
		{
			"login that is not asked for", "far.example:80", me,
			talk{">\x05\x02\x00\x02", "<\x05\x00", name, "<\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"}, "",
		},
		{
			"login", "far.example:80", me,
			talk{
				">\x05\x02\x00\x02", "<\x05\x02", ">\x01\x02me\x06secret", "<\x01\x00", name,
				"<\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00",
			},
			"",
		},
		{
			"wrong login", "far.example:80", me,
			talk{">\x05\x02\x00\x02", "<\x05\x02", ">\x01\x02me\x06secret", "<\x01\x01"},
			"login: refused the user name or password",
		},
		{"login missing", "far.example:80", nil, talk{">\x05\x01\x00", "<\x05\xff"}, "login: requires a user name and password"},
		{
			"login of another kind", "far.example:80", me, talk{">\x05\x02\x00\x02", "<\x05\xff"},
			"login: does not accept a user name and password",
		},
		{
			"method that was not offered", "far.example:80", nil, talk{">\x05\x01\x00", "<\x05\x02"},
			"it chose authentication method 2, which was not offered",
		},
		{
			"general failure", "far.example:80", nil, talk{">\x05\x01\x00", "<\x05\x00", name, "<\x05\x01"},
			`unreachable: answered "general SOCKS server failure" for far.example:80`,
		},
		{
			"ruleset", "far.example:80", nil,
			talk{">\x05\x01\x00", "<\x05\x00", name, "<\x05\x02\x00\x01\x00\x00\x00\x00\x00\x00"},
			`denied: answered "connection not allowed by ruleset" for far.example:80`,
		},
		{
			"network unreachable", "far.example:80", nil, talk{">\x05\x01\x00", "<\x05\x00", name, "<\x05\x03"},
			`unreachable: answered "network unreachable" for far.example:80`,
		},
		{
			"host unreachable", "far.example:80", nil, talk{">\x05\x01\x00", "<\x05\x00", name, "<\x05\x04"},
			`unreachable: answered "host unreachable" for far.example:80`,
		},
		{
			"refused", "far.example:80", nil, talk{">\x05\x01\x00", "<\x05\x00", name, "<\x05\x05"},
			`unreachable: answered "connection refused" for far.example:80`,
		},
		{
			"TTL expired", "far.example:80", nil, talk{">\x05\x01\x00", "<\x05\x00", name, "<\x05\x06"},
			`unreachable: answered "TTL expired" for far.example:80`,
		},
		{
			"command not supported", "far.example:80", nil,
			talk{">\x05\x01\x00", "<\x05\x00", name, "<\x05\x07"},
			`denied: answered "command not supported" for far.example:80`,
		},
		{
			"unknown reply", "far.example:80", nil, talk{">\x05\x01\x00", "<\x05\x00", name, "<\x05\x63"},
			`denied: answered "reply 99" for far.example:80`,
		},
		{
			"unknown address type", "far.example:80", nil,
			talk{">\x05\x01\x00", "<\x05\x00", name, "<\x05\x00\x00\x09"},
			"it answered with an address of type 9",
		},
		{"HTTP", "far.example:80", nil, talk{">\x05\x01\x00", "<HT"}, "it does not speak SOCKS5"},
		{"closed", "far.example:80", nil, talk{">\x05\x01\x00"}, "EOF"},
		{"closed later", "far.example:80", nil, talk{">\x05\x01\x00", "<\x05\x00", name, "<\x05"}, "unexpected EOF"},
		{
			"long name", strings.Repeat("a", 256) + ":80", nil, nil,
			`host "` + strings.Repeat("a", 100) + `" is longer than the 255 bytes that SOCKS allows`,
		},
		{"port", "far.example:65536", nil, nil, `port "65536": value out of range`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, proxy := net.Pipe()
				go tt.talk.proxy(t, proxy)
				judge(t, SOCKS5(client, tt.to, tt.user), tt.want)
				client.Close()
				synctest.Wait()
			})
		})
	}
}

func TestConnect(t *testing.T) {
	const asked = ">CONNECT far.example:443 HTTP/1.1\r\nHost: far.example:443\r\nUser-Agent: hoist/test\r\n" +
		"Proxy-Authorization: Basic eA==\r\n\r\n"
	header := http.Header{"User-Agent": {"hoist/test"}, "Proxy-Authorization": {"Basic eA=="}}
	for _, tt := range []struct {
		name   string
		answer string
		rest   string // then sent by the host
		want   string
	}{
		{"200", "HTTP/1.1 200 Connection established\r\n\r\n", "", ""},
		{"HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n", "", ""},
		{"another success", "HTTP/1.1 204 No Content\r\n\r\n", "", ""},
		{"length, which counts for nothing", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "hello, world", ""},
		{"100 first", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "", ""},
		{"the host speaks first", "HTTP/1.1 200 OK\r\n\r\n", "hello, world", ""},
		{"401", "HTTP/1.1 401 x\r\n\r\n", "", "denied: answered 401 Unauthorized to CONNECT far.example:443"},
		{
			"403", "HTTP/1.1 403 hunter2\r\nContent-Length: 7\r\n\r\nhunter2", "",
			"denied: answered 403 Forbidden to CONNECT far.example:443",
		},
		{"405", "HTTP/1.1 405 x\r\n\r\n", "", "denied: answered 405 Method Not Allowed to CONNECT far.example:443"},
		{"407", "HTTP/1.1 407 x\r\n\r\n", "", "login: answered 407 Proxy Authentication Required to CONNECT far.example:443"},
		{"408", "HTTP/1.1 408 x\r\n\r\n", "", "unreachable: answered 408 Request Timeout to CONNECT far.example:443"},
		{"429", "HTTP/1.1 429 x\r\n\r\n", "", "unreachable: answered 429 Too Many Requests to CONNECT far.example:443"},
		{"302", "HTTP/1.1 302 x\r\nLocation: http://h/\r\n\r\n", "", "denied: answered 302 Found to CONNECT far.example:443"},
		{"502", "HTTP/1.1 502 x\r\n\r\n", "", "unreachable: answered 502 Bad Gateway to CONNECT far.example:443"},
		{"503", "HTTP/1.1 503 x\r\n\r\n", "", "unreachable: answered 503 Service Unavailable to CONNECT far.example:443"},
		{"599", "HTTP/1.1 599 x\r\n\r\n", "", "unreachable: answered 599 to CONNECT far.example:443"},
		{"no answer", "", "", "answer to CONNECT: connection closed"},
		{"half an answer", "HTTP/1.1 200 OK\r\nX:", "", "answer to CONNECT: connection closed"},
		{"no HTTP", "220 smtp\r\n", "", `answer to CONNECT: malformed HTTP status code "smtp"`},
		{"1xx without end", strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 30), "", "answer to CONNECT: more than 20 answers of 1xx"},
		{"header without end", "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 2*maxHeader), "", "answer to CONNECT: connection closed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, proxy := net.Pipe()
				go func() {
					talk{asked}.proxy(t, &unclosed{proxy})
					io.WriteString(proxy, tt.answer+tt.rest) // in one piece; the client may have enough before its end
					proxy.Close()
				}()
				conn, err := Connect(client, "far.example:443", header)
				judge(t, err, tt.want)
				if err == nil {
					if rest, err := io.ReadAll(conn); string(rest) != tt.rest || err != nil {
						t.Errorf("the host sent %q (%v), want %q", rest, err, tt.rest)
					}
				}
				client.Close()
				synctest.Wait()
			})
		})
	}
}

// unclosed is a connection that stays open.
type unclosed struct{ net.Conn }

func (unclosed) Close() error { return nil }

// A refusal has the challenges of the proxy as they came.
func TestConnectChallenges(t *testing.T) {
	client, proxy := net.Pipe()
	defer client.Close()
	go func() {
		http.ReadRequest(bufio.NewReader(proxy))
		io.WriteString(proxy, "HTTP/1.1 407 x\r\nProxy-Authenticate: Negotiate\r\nproxy-authenticate: Basic realm=\"x\"\r\n\r\n")
		proxy.Close()
	}()
	_, err := Connect(client, "far.example:443", http.Header{})
	refusal, ok := errors.AsType[*Refusal](err)
	if want := []string{"Negotiate", `Basic realm="x"`}; !ok || !slices.Equal(refusal.Challenges, want) {
		t.Errorf("got %+v (%v), want %q", refusal, err, want)
	}
}
