// Package tlsoffer finds the version of TLS and the cipher suite of a server that has none in
// common with hoist. The alert of such a server does not contain them. So [Ask] makes a handshake
// that offers everything that crypto/tls has, on a connection that carries nothing else.
package tlsoffer

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"sync"
)

// An Offer is the best version of TLS that a server supports, with the cipher suite that it
// selects. The zero value is an unknown offer.
type Offer struct{ Version, Suite uint16 }

// IsWeak reports whether crypto/tls does not use the cipher suite by default.
func (o Offer) IsWeak() bool {
	for _, suite := range tls.InsecureCipherSuites() {
		if suite.ID == o.Suite {
			return true
		}
	}
	return false
}

// Setting returns the setting of GODEBUG that enables the cipher suite. If it is enabled by
// default, or no setting enables it, Setting returns "".
func (o Offer) Setting() string {
	name := tls.CipherSuiteName(o.Suite)
	if !o.IsWeak() || strings.Contains(name, "RC4") || strings.HasSuffix(name, "CBC_SHA256") { // no setting enables these
		return ""
	}
	var settings []string
	if strings.HasPrefix(name, "TLS_RSA_") {
		settings = append(settings, "tlsrsakex=1")
	}
	if strings.Contains(name, "3DES") {
		settings = append(settings, "tls3des=1")
	}
	return strings.Join(settings, ",")
}

// Ask makes a handshake over conn and returns the offer of the server with this name. It does not
// close conn. If the handshake fails or ctx ends, the offer is unknown.
func Ask(ctx context.Context, conn net.Conn, name string) Offer {
	config := &tls.Config{ServerName: name, MinVersion: tls.VersionTLS10, InsecureSkipVerify: true} // nothing is sent or read
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		config.CipherSuites = append(config.CipherSuites, suite.ID)
	}
	asked := tls.Client(conn, config)
	if err := asked.HandshakeContext(ctx); err != nil {
		return Offer{}
	}
	state := asked.ConnectionState()
	return Offer{state.Version, state.CipherSuite}
}

// maxHosts is the number of hosts whose offers are kept. The offers of further hosts are unknown.
const maxHosts = 1024

// A Known keeps the offers of hosts, so that each host is asked once. The zero value is empty. It
// is safe for concurrent use.
type Known struct {
	mu    sync.Mutex
	hosts map[string]*question
}

// A question is the state of a host that is being asked or was asked.
type question struct {
	waiters  int // guarded by Known.mu
	cancel   context.CancelFunc
	answered chan struct{} // closed when offer is set
	offer    Offer
}

// Of returns the offer of a host. If the host was not asked before, Of calls ask, in a goroutine of
// its own, since all callers for the host wait for its answer. If ctx ends first, the offer is
// unknown. If no caller waits any more, the context of ask ends, and the host may be asked again.
func (k *Known) Of(ctx context.Context, host string, ask func(ctx context.Context, host string) Offer) Offer {
	if ctx.Err() != nil {
		return Offer{}
	}
	q := k.join(host, ask)
	if q == nil {
		return Offer{}
	}
	defer k.leave(host, q)
	select {
	case <-q.answered:
		return q.offer
	case <-ctx.Done():
		return Offer{}
	}
}

// join returns the question about a host, or asks it. If there are too many hosts, it returns nil.
func (k *Known) join(host string, ask func(ctx context.Context, host string) Offer) *question {
	k.mu.Lock()
	defer k.mu.Unlock()
	q := k.hosts[host]
	if q == nil {
		if len(k.hosts) >= maxHosts {
			return nil
		}
		if k.hosts == nil {
			k.hosts = map[string]*question{}
		}
		ctx, cancel := context.WithCancel(context.Background()) // it belongs to all callers that wait
		q = &question{cancel: cancel, answered: make(chan struct{})}
		k.hosts[host] = q
		go func() {
			defer cancel()
			defer close(q.answered)
			q.offer = ask(ctx, host)
		}()
	}
	q.waiters++
	return q
}

// leave ends a question without an answer for which no caller waits. The question is removed before
// it is cancelled, so that no caller joins it in between.
func (k *Known) leave(host string, q *question) {
	k.mu.Lock()
	q.waiters--
	unused := q.waiters == 0 && !q.isAnswered()
	if unused {
		delete(k.hosts, host)
	}
	k.mu.Unlock()
	if unused {
		q.cancel()
	}
}

func (q *question) isAnswered() bool {
	select {
	case <-q.answered:
		return true
	default:
		return false
	}
}
