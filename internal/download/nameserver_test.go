package download

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/httpclient"
	"golang.org/x/net/dns/dnsmessage"
)

// A nameServer answers over UDP on loopback. It has A records for 1.1.1.1 and no AAAA records.
type nameServer struct {
	conn net.PacketConn
	done chan struct{}

	mu     sync.Mutex
	asked  map[dnsmessage.Type]int
	answer func(t dnsmessage.Type, n int) behaviour // n counts the questions for t, from 1
}

// A behaviour is a way to treat a question.
type behaviour int

const (
	answered behaviour = iota // with the records, or with none for AAAA
	dropped
	servfail
	refuse
	nxdomain
)

func startNameServer(t *testing.T, answer func(dnsmessage.Type, int) behaviour) *nameServer {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &nameServer{conn: conn, done: make(chan struct{}), asked: map[dnsmessage.Type]int{}, answer: answer}
	go s.serve()
	t.Cleanup(s.close)
	return s
}

func (s *nameServer) close() {
	s.conn.Close()
	<-s.done
}

func (s *nameServer) serve() {
	defer close(s.done)
	packet := make([]byte, 4096)
	for {
		n, from, err := s.conn.ReadFrom(packet)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		var m dnsmessage.Message
		if err != nil || m.Unpack(packet[:n]) != nil || len(m.Questions) != 1 {
			continue
		}
		if reply := s.reply(m); reply != nil {
			s.conn.WriteTo(reply, from)
		}
	}
}

// reply returns the answer to a question; nil for none.
func (s *nameServer) reply(m dnsmessage.Message) []byte {
	question := m.Questions[0]
	s.mu.Lock()
	s.asked[question.Type]++
	behaviour := s.answer(question.Type, s.asked[question.Type])
	s.mu.Unlock()
	reply := dnsmessage.Message{
		Header: dnsmessage.Header{ID: m.ID, Response: true, RecursionAvailable: true}, Questions: m.Questions,
	}
	switch {
	case behaviour == dropped:
		return nil
	case behaviour == servfail:
		reply.RCode = dnsmessage.RCodeServerFailure
	case behaviour == refuse:
		reply.RCode = dnsmessage.RCodeRefused
	case behaviour == nxdomain:
		reply.RCode = dnsmessage.RCodeNameError
	case question.Type == dnsmessage.TypeA:
		header := dnsmessage.ResourceHeader{Name: question.Name, Type: question.Type, Class: question.Class, TTL: 1}
		reply.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AResource{A: [4]byte{1, 1, 1, 1}}}}
	}
	packed, err := reply.Pack()
	if err != nil {
		return nil
	}
	return packed
}

// A hastyConn has a shorter deadline than package net sets.
type hastyConn struct{ *net.UDPConn }

func (c hastyConn) SetDeadline(time.Time) error {
	return c.UDPConn.SetDeadline(time.Now().Add(500 * time.Millisecond))
}

// ask fetches a file whose host is looked up by Go's resolver at the name server.
func (s *nameServer) ask(t *testing.T, hasty bool, watch func(network string, err error)) Reply {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(site.Close)
	resolver := httpclient.NewResolver(func(ctx context.Context, _, _ string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, "udp", s.conn.LocalAddr().String())
		if err == nil && hasty {
			return hastyConn{conn.(*net.UDPConn)}, nil
		}
		return conn, err
	})
	resolver.PreferGo = true
	c := httpclient.Client{
		ConnectTimeout: patient, Timeout: patient,
		Resolve: func(ctx context.Context, network, host string) ([]netip.Addr, error) {
			addrs, err := resolver.LookupNetIP(ctx, network, host)
			watch(network, err)
			return addrs, err
		},
		Connect: newNetwork(site, nil).connect,
	}
	return get(t, newDownloader(t, c, httpclient.Header{}), "http://files.example./x")
}

// TestNameServers checks the kind of error for each behaviour of a name server.
func TestNameServers(t *testing.T) {
	always := func(r behaviour) func(dnsmessage.Type, int) behaviour {
		return func(dnsmessage.Type, int) behaviour { return r }
	}
	for _, tt := range []struct {
		name   string
		answer func(dnsmessage.Type, int) behaviour
		drops  bool
		want   string
		lookup httpclient.LookupResult
	}{
		{"answers", always(answered), false, "ok", httpclient.LookupDone},
		{"is dead, and the next one answers", func(of dnsmessage.Type, n int) behaviour {
			if n == 1 || n == 2 && of == dnsmessage.TypeA { // the lookups of both families and of A alone ask for A at the same time
				return dropped
			}
			return answered
		}, true, "ok", httpclient.LookupDone},
		{"is silent", always(dropped), true, "dns, again", httpclient.LookupFailed},
		{"fails", always(servfail), false, "dns, again", httpclient.LookupFailed},
		{"refuses", always(refuse), false, "dns, again", httpclient.LookupFailed},
		{"does not know the name", always(nxdomain), false, "dns", httpclient.LookupDone},
		{"fails for A, and knows no AAAA", func(of dnsmessage.Type, _ int) behaviour {
			if of == dnsmessage.TypeA {
				return servfail
			}
			return answered
		}, false, "dns, again", httpclient.LookupFailed},
		{"fails for AAAA, and knows no A", func(of dnsmessage.Type, _ int) behaviour {
			if of == dnsmessage.TypeA {
				return nxdomain
			}
			return servfail
		}, false, "dns, again", httpclient.LookupFailed},
		{"fails for AAAA", func(of dnsmessage.Type, _ int) behaviour {
			if of == dnsmessage.TypeA {
				return answered
			}
			return servfail
		}, false, "ok", httpclient.LookupDone},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := startNameServer(t, tt.answer)
			got := s.ask(t, tt.drops, func(string, error) {})
			if kind := fault(got); kind != tt.want || got.Lookup != tt.lookup {
				t.Errorf("got %s, lookup %d (%v), want %s, lookup %d", kind, got.Lookup, got.Err, tt.want, tt.lookup)
			}
		})
	}
}

// If a name server drops questions for AAAA, nothing waits for it. When the A answer has come, the
// lookup of both families is cancelled.
func TestNameServerDropsAAAA(t *testing.T) {
	t.Parallel()
	s := startNameServer(t, func(of dnsmessage.Type, _ int) behaviour {
		if of == dnsmessage.TypeAAAA {
			return dropped
		}
		return answered
	})
	both := make(chan error, 1)
	got := s.ask(t, false, func(network string, err error) {
		if network == "ip" {
			both <- err
		}
	})
	if err := <-both; got.Err != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v; both families: %v", got.Err, err)
	}
}

// If a name server is silent until package net gives up, the error reports that, whichever of the
// two deadlines is seen first.
func TestNameServerIsSilent(t *testing.T) {
	t.Parallel()
	s := startNameServer(t, func(dnsmessage.Type, int) behaviour { return dropped })
	const want = `host "files.example." could not be looked up: no name server gave an answer; check the ` +
		`network and the name servers of this machine`
	if got := s.ask(t, true, func(string, error) {}); got.Err == nil || got.Err.Error() != want {
		t.Errorf("got %v", got.Err)
	}
}

// A question past its deadline ends with a timeout. If the context of a question is cancelled, its
// connection is closed.
func TestResolverEndsQuestions(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(context.Context) (context.Context, context.CancelFunc)
		want error
	}{
		{"deadline", func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Second)
		}, os.ErrDeadlineExceeded},
		{"cancelled", func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return ctx, cancel
		}, io.ErrClosedPipe},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := tt.end(t.Context())
				defer cancel()
				ours, theirs := net.Pipe()
				defer theirs.Close()
				conn, err := httpclient.NewResolver(func(context.Context, string, string) (net.Conn, error) {
					return ours, nil
				}).Dial(ctx, "udp", "")
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				<-ctx.Done()
				synctest.Wait()
				conn.SetDeadline(time.Now()) // the deadline of ctx
				if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, tt.want) {
					t.Errorf("got %v, want %v", err, tt.want)
				}
			})
		})
	}
}

// While a name server is down, lookups fail and are retried. When it is up again, the name is
// found.
func TestNameServerRestarts(t *testing.T) {
	t.Parallel()
	always := func(dnsmessage.Type, int) behaviour { return answered }
	s := startNameServer(t, always)
	s.close()
	if got := s.ask(t, false, func(string, error) {}); fault(got) != "dns, again" || got.Lookup != httpclient.LookupFailed {
		t.Errorf("down: got %s, lookup %d (%v)", fault(got), got.Lookup, got.Err)
	}
	if got := startNameServer(t, always).ask(t, false, func(string, error) {}); got.Err != nil ||
		got.Lookup != httpclient.LookupDone {
		t.Errorf("back: got %v, lookup %d", got.Err, got.Lookup)
	}
}
