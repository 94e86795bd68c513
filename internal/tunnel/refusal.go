// Package tunnel asks a proxy for a connection to another host, over a connection to the proxy: by
// CONNECT (RFC 9110, section 9.3.6) or by SOCKS (RFC 1928). If a proxy makes no connection, its
// answer is a [Refusal]. The [Reason] of the refusal is its meaning for other connections. The text
// of the refusal has no words of the proxy's choice.
package tunnel

// A Refusal is the answer of a proxy that makes no connection.
type Refusal struct {
	Reason Reason
	Answer string // that it gave, as in `answered 403 Forbidden to CONNECT example.com:443`; never words of the proxy's choice

	Challenges []string // the values of Proxy-Authenticate, as they came
}

func (r *Refusal) Error() string { return r.Answer }

// A Reason is the meaning of a refusal for other connections.
type Reason uint8

const (
	Unreachable Reason = iota // the proxy does not reach the host now
	Denied                    // the proxy does not make this connection, now or later
	Login                     // the proxy does not accept the user name and password, or requires them
)
