// Package tlsoffer finds out which version of TLS and which cipher suite a server has that has none
// in common with hoist. The alert of such a server does not show that. So [Ask] makes a handshake
// with all that crypto/tls has, on a connection on which nothing else is sent.
package tlsoffer

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"sync"
)

// An Offer is the best version of TLS that a server has, and the cipher suite that goes with it.
// The zero value is an unknown offer.
type Offer struct{ Version, Suite uint16 }

// IsWeak reports whether crypto/tls does not use the cipher suite unless it is told to.
func (o Offer) IsWeak() bool {
	for _, suite := range tls.InsecureCipherSuites() {
		if suite.ID == o.Suite {
			return true
		}
	}
	return false
}

// Setting returns the setting of GODEBUG that makes crypto/tls use the cipher suite. If it uses it
// already, or no setting does that, Setting returns "".
func (o Offer) Setting() string {
	name := tls.CipherSuiteName(o.Suite)
	if !o.IsWeak() || strings.Contains(name, "RC4") || strings.HasSuffix(name, "CBC_SHA256") { // which no setting adds
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

// Ask makes a handshake over conn, and returns the offer of the server. name is the server's. Ask
// does not close conn. If the handshake fails or ctx ends, the offer is unknown.
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

// maxHosts is the number of hosts whose offers are kept. If there are more, the offers of the others
// are unknown.
const maxHosts = 1024

// Known are the offers of hosts, so that each host is asked once. The zero value has none. It is
// safe for use by several goroutines.
type Known struct {
	mu    sync.Mutex
	hosts map[string]Offer
}

// Of returns the offer of a host. If it is not known, Of calls ask. If ctx has ended then, the host
// may be asked again.
func (k *Known) Of(ctx context.Context, host string, ask func(ctx context.Context, host string) Offer) Offer {
	k.mu.Lock()
	known, has := k.hosts[host]
	full := len(k.hosts) >= maxHosts
	k.mu.Unlock()
	if has || full {
		return known
	}
	found := ask(ctx, host)
	if ctx.Err() != nil {
		return found
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.hosts == nil {
		k.hosts = map[string]Offer{}
	}
	if len(k.hosts) < maxHosts {
		k.hosts[host] = found
	}
	return found
}
