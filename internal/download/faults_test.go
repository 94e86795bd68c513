package download

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/badserver"
	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/storetest"
)

func TestFetchFaults(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	send, hang, reset := badserver.Send, badserver.Hang, badserver.Reset
	for _, tt := range []struct {
		name    string
		want    string
		timeout time.Duration
		steps   []badserver.Step
	}{
		{"whole body", "ok", patient, []badserver.Step{send(ok + "Content-Length: 3\r\n\r\nabc")}},
		{"body until the end of the connection", "ok", patient, []badserver.Step{send("HTTP/1.0 200 OK\r\n\r\nabc")}},
		{"closed before the answer", "reset, again", patient, nil},
		{"reset before the answer", "reset, again", patient, []badserver.Step{reset()}},
		{"header of a little less than 256 KiB", "ok", patient, []badserver.Step{
			send(ok + "X: " + strings.Repeat("x", 250<<10) + "\r\nContent-Length: 3\r\n\r\nabc"),
		}},
		{"header of a little more", "protocol", patient, []badserver.Step{
			send(ok + "X: " + strings.Repeat("x", 260<<10) + "\r\nContent-Length: 3\r\n\r\nabc"),
		}},
		{"header that never ends", "protocol", patient, []badserver.Step{send(ok), badserver.Repeat("X-Field: value\r\n")}},
		{"closed in the header", "reset, again", patient, []badserver.Step{send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n")}},
		{"closed in the status line", "reset, again", patient, []badserver.Step{send("HTTP/1.1 20")}},
		{"closed in a line of the header", "reset, again", patient, []badserver.Step{send(ok + "Content-Le")}},
		{"reset in a line of the header", "reset, again", patient, []badserver.Step{send(ok + "Content-Le"), reset()}},
		{"reset in the body", "reset, again", patient, []badserver.Step{send(ok + "Content-Length: 30000\r\n\r\nabc"), reset()}},
		{"body shorter than announced", "truncated, again", patient, []badserver.Step{send(ok + "Content-Length: 4\r\n\r\nabc")}},
		{"chunked body cut off", "truncated, again", patient, []badserver.Step{
			send(ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nabc"),
		}},
		{"chunked body without its end", "truncated, again", patient, []badserver.Step{
			send(ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
		}},
		{"chunked body without its last line", "truncated, again", patient, []badserver.Step{
			send(ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"),
		}},
		{"chunk size that is no number", "protocol", patient, []badserver.Step{
			send(ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"),
		}},
		{"negative chunk size", "protocol", patient, []badserver.Step{send(ok + "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n")}},
		{"chunk size that overflows", "protocol", patient, []badserver.Step{
			send(ok + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("f", 17) + "\r\nabc"),
		}},
		{"conflicting lengths", "protocol", patient, []badserver.Step{send(ok + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc")}},
		{"negative length", "protocol", patient, []badserver.Step{send(ok + "Content-Length: -3\r\n\r\nabc")}},
		{"length that overflows", "protocol", patient, []badserver.Step{send(ok + "Content-Length: 99999999999999999999\r\n\r\nabc")}},
		{"not HTTP at all, without a line", "protocol", patient, []badserver.Step{send("220 ftp")}},
		{"not HTTP at all", "protocol", patient, []badserver.Step{send("220 ftp ready\r\n")}},
		{"header that is too large", "protocol", patient, []badserver.Step{
			send(ok), badserver.Repeat("X: " + strings.Repeat("x", 1000) + "\r\n"),
		}},
		{"header line without end", "protocol", patient, []badserver.Step{send(ok), badserver.Repeat("xxxxxxxxxxxxxxxx")}},
		{"flood of 1xx", "protocol", patient, []badserver.Step{
			badserver.Repeat("HTTP/1.1 103 Early Hints\r\nLink: " + strings.Repeat("x", 100) + "\r\n\r\n"),
		}},
		{"no answer", "timeout, again", brief, []badserver.Step{hang()}},
		{"header that stops", "timeout, again", brief, []badserver.Step{send(ok + "X: "), hang()}},
		{"body that stops", "stalled, again", brief, []badserver.Step{send(ok + "Content-Length: 4\r\n\r\nabc"), hang()}},
		{"body that never begins", "stalled, again", brief, []badserver.Step{send(ok + "Content-Length: 4\r\n\r\n"), hang()}},
		{"204", "http", patient, []badserver.Step{send("HTTP/1.1 204 No Content\r\n\r\n")}},
		{"205", "http", patient, []badserver.Step{send("HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n")}},
		{"206 that was not asked for", "http", patient, []badserver.Step{
			send("HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\n\r\nabc"),
		}},
		{"304 that was not asked for", "http", patient, []badserver.Step{send("HTTP/1.1 304 Not Modified\r\n\r\n")}},
		{"3xx without Location", "http", patient, []badserver.Step{send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")}},
		{"404", "not_found", patient, []badserver.Step{send("HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nabc")}},
		{"410", "not_found", patient, []badserver.Step{send("HTTP/1.1 410 Gone\r\nContent-Length: 3\r\n\r\nabc")}},
		{"404 whose body never ends", "not_found", patient, []badserver.Step{
			send("HTTP/1.1 404 Not Found\r\n\r\n"), badserver.Repeat("x"),
		}},
		{"418", "http", patient, []badserver.Step{send("HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n")}},
		{"500", "http, again", patient, []badserver.Step{send("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")}},
		{"503", "http, again", patient, []badserver.Step{send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")}},
		{"503 that asks for a minute", "http, again", patient, []badserver.Step{
			send("HTTP/1.1 503 Busy\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n"),
		}},
		{"503 that asks for 49 days", "http", patient, []badserver.Step{
			send("HTTP/1.1 503 Busy\r\nRetry-After: 4233600\r\nContent-Length: 0\r\n\r\n"),
		}},
		{"429 that asks for a past date", "http, again", patient, []badserver.Step{
			send("HTTP/1.1 429 Slow\r\nRetry-After: Mon, 02 Feb 2015 12:00:10 GMT\r\nContent-Length: 0\r\n\r\n"),
		}},
		{"408", "http, again", patient, []badserver.Step{send("HTTP/1.1 408 Slow\r\nContent-Length: 0\r\n\r\n")}},
		{"425", "http, again", patient, []badserver.Step{send("HTTP/1.1 425 Early\r\nContent-Length: 0\r\n\r\n")}},
		{"429", "http, again", patient, []badserver.Step{send("HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n")}},
		{"502", "http, again", patient, []badserver.Step{send("HTTP/1.1 502 Oops\r\nContent-Length: 0\r\n\r\n")}},
		{"504", "http, again", patient, []badserver.Step{send("HTTP/1.1 504 Oops\r\nContent-Length: 0\r\n\r\n")}},
		{"403", "http", patient, []badserver.Step{send("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")}},
		{"403 that asks for a second", "http, again", patient, []badserver.Step{
			send("HTTP/1.1 403 No\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"),
		}},
		{"202 that asks for none", "http, again", patient, []badserver.Step{
			send("HTTP/1.1 202 Soon\r\nRetry-After: 0\r\nContent-Length: 3\r\n\r\nabc"),
		}},
		{"202", "http", patient, []badserver.Step{send("HTTP/1.1 202 Soon\r\nContent-Length: 3\r\n\r\nabc")}},
		{"403 that asks for nonsense", "http", patient, []badserver.Step{
			send("HTTP/1.1 403 No\r\nRetry-After: -1\r\nContent-Length: 0\r\n\r\n"),
		}},
		{"404 that asks for a second", "not_found", patient, []badserver.Step{
			send("HTTP/1.1 404 No\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"),
		}},
		{"522", "http, again", patient, []badserver.Step{send("HTTP/1.1 522 Behind\r\nContent-Length: 0\r\n\r\n")}},
		{"status over 599", "protocol", patient, []badserver.Step{send("HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n")}},
		{"101 that was not asked for", "protocol", patient, []badserver.Step{send("HTTP/1.1 101 Switching Protocols\r\n\r\n")}},
		{
			"101 that was asked for by nobody, and a connection that stays open", "protocol", patient,
			[]badserver.Step{
				send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n"), hang(),
			},
		},
		{"closed after 103", "reset, again", patient, []badserver.Step{send("HTTP/1.1 103 Early Hints\r\n\r\n")}},
		{"words of a reset in what is not HTTP", "protocol", patient, []badserver.Step{send("GOAWAY stream error: x\r\n")}},
		{"1xx as final", "protocol", patient, []badserver.Step{send("HTTP/1.1 150 Odd\r\n\r\n")}},
		{
			"redirect to an address with a password and a port that can't be", "redirect", patient,
			[]badserver.Step{
				send("HTTP/1.1 302 Found\r\nLocation: //name:secret@h:99999/x\r\nContent-Length: 0\r\n\r\n"),
			},
		},
		{"redirect to another scheme", "redirect", patient, []badserver.Step{
			send("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"),
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			host := serveSteps(t, tt.steps...)
			f := direct(t, tt.timeout)
			got := get(t, f, "http://"+host+"/x")
			if kind := fault(got); kind != tt.want {
				t.Errorf("got %s (%v), want %s", kind, got.Err, tt.want)
			}
			if got.Err != nil && strings.Contains(got.Err.Error(), "secret") {
				t.Errorf("a password in %v", got.Err)
			}
			if left := f.config.Files.(*storetest.Directory).Pending(); left != 0 {
				t.Errorf("%d pending files left", left)
			}
		})
	}
}

// The error shows where the connection ended.
func TestFetchSaysWhereItBrokeOff(t *testing.T) {
	for _, tt := range []struct{ sent, want string }{
		{"", "connection closed before an answer: EOF"},
		{"HTTP/1.1 200 OK\r\nContent-Le", "connection closed before the header of the answer was whole: unexpected EOF"},
		{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "body broke off after 3 of 10 bytes: unexpected EOF"},
		{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "body broke off after 3 bytes: unexpected EOF"},
	} {
		t.Run(tt.sent, func(t *testing.T) {
			host := serveSteps(t, badserver.Send(tt.sent))
			if got := get(t, direct(t, patient), "http://"+host+"/x"); got.Err == nil || got.Err.Error() != tt.want {
				t.Errorf("got %v, want %s", got.Err, tt.want)
			}
		})
	}
}

// refusing returns an address at which nothing listens during the test: it is the local end of a
// connection.
func refusing(t *testing.T, to net.Addr) string {
	t.Helper()
	conn, err := net.Dial(to.Network(), to.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn.LocalAddr().String()
}

// If a host is unreachable, the request is retried.
func TestUnreachable(t *testing.T) {
	for _, errno := range []syscall.Errno{syscall.EHOSTUNREACH, syscall.ENETUNREACH} {
		c := httpclient.Client{AllowPrivate: true, Connect: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errno}
		}}
		if got := get(t, newDownloader(t, c, httpclient.Header{}), "http://192.0.2.1/"); fault(got) != "connect, again" ||
			!errors.Is(got.Err, errno) {
			t.Errorf("%v: %s, %v", errno, fault(got), got.Err)
		}
	}
}

func TestFetchNetworkFaults(t *testing.T) {
	f := direct(t, patient)
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.TLS = &tls.Config{}
	secure.StartTLS()
	defer secure.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	for _, tt := range []struct{ name, url, want string }{
		{"refused", "http://" + refusing(t, plain.Listener.Addr()), "connect, again"},
		{"a name that no name server may know (RFC 6761), or no name server", "http://x.invalid", "dns"},
		{"certificate of nobody that is trusted", secure.URL, "tls"},
		{"no TLS where it should be", strings.Replace(plain.URL, "http", "https", 1), "tls"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := get(t, f, tt.url)
			if kind := fault(got); kind != tt.want && !(tt.want == "dns" && kind == "dns, again") {
				t.Errorf("got %s (%v), want %s", kind, got.Err, tt.want)
			}
		})
	}
}

// The body has the exact bytes that were sent, still compressed, for every size. If it is larger
// than largeSize, it is in a file.
func TestFetchBody(t *testing.T) {
	for _, size := range []int{0, 1, 2000, largeSize - 1, largeSize, largeSize + 1, 5*largeSize + 7} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			sent := []byte(strings.Repeat("0123456789", size/10+1)[:size])
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if got := r.Header.Get("Accept-Encoding"); got != "" {
					t.Errorf("asked for compression: %s", got)
				}
				w.Header().Set("Content-Encoding", "gzip")
				w.Header().Set("ETag", `"abc"`)
				w.Write(sent)
			}))
			defer server.Close()
			f := direct(t, patient)
			got := f.Do(t.Context(), Request{URL: clienttest.URL(t, server.URL)})
			if got.Err != nil {
				t.Fatal(got.Err)
			}
			if got.Body.Size != int64(size) || got.Body.SHA256 != sha256.Sum256(sent) || got.Head.ETag != `"abc"` || got.Status != 200 {
				t.Errorf("got %d bytes, %x, etag %s, status %d", got.Body.Size, got.Body.SHA256, got.Head.ETag, got.Status)
			}
			if inFile := f.config.Files.(*storetest.Directory).Pending() > 0; inFile != (size >= largeSize) {
				t.Errorf("in a file: %v", inFile)
			}
			if text := storetest.Text(&got.Body); text != string(sent) {
				t.Errorf("the body has %d bytes that are not what was sent", len(text))
			}
		})
	}
}

func TestFetchRedirects(t *testing.T) {
	mux := http.NewServeMux()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" || r.Header.Get("Referer") != "" {
			t.Errorf("another origin got %v", r.Header)
		}
		fmt.Fprint(w, "other")
	}))
	defer other.Close()
	mux.HandleFunc("/hops/{n}", func(w http.ResponseWriter, r *http.Request) {
		var n int
		fmt.Sscan(r.PathValue("n"), &n)
		if n > 0 {
			http.Redirect(w, r, fmt.Sprintf("%d", n-1), http.StatusFound)
		}
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/loop", http.StatusTemporaryRedirect)
	})
	mux.HandleFunc("/other", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusMovedPermanently)
	})
	mux.HandleFunc("/same", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/private", http.StatusPermanentRedirect)
	})
	mux.HandleFunc("/private", func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "me" || password != "secret" {
			http.Error(w, "who?", http.StatusUnauthorized)
		}
	})
	mux.HandleFunc("/gone", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/nowhere", http.StatusSeeOther) })
	server := httptest.NewServer(mux)
	defer server.Close()
	withUser := strings.Replace(server.URL, "http://", "http://me:secret@", 1)
	for _, tt := range []struct{ name, url, want string }{
		{"none", server.URL + "/hops/0", "ok"},
		{"ten", server.URL + "/hops/10", "ok"},
		{"eleven", server.URL + "/hops/11", "redirect"},
		{"loop", server.URL + "/loop", "redirect"},
		{"to another origin, without the password", withUser + "/other", "ok"},
		{"to the same origin, with the password", withUser + "/same", "ok"},
		{"without a password", server.URL + "/same", "http"},
		{"to what is not there", server.URL + "/gone", "not_found"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := get(t, direct(t, patient), tt.url)
			if kind := kindOf(got); kind != tt.want {
				t.Errorf("got %s (%v), want %s", kind, got.Err, tt.want)
			}
			if strings.Contains(fmt.Sprint(got.Err), "secret") {
				t.Errorf("the error shows the password: %v", got.Err)
			}
		})
	}
}
