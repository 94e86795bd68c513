package httpclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hoist/hoist/internal/challenge"
	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/tunnel"
)

// A Proxy makes connections through a proxy. Errors are of type *Failure and name the proxy. If the
// context has ended, the error is its cause. A refused login is an *outcome.Fatal.
type Proxy struct {
	url    *url.URL
	Addr   string   // host:port
	dial   dialFunc // to the proxy; for an https URL it returns a *tls.Conn without handshake
	dialer *dialer
	header http.Header // of CONNECT
	roots  *x509.CertPool
}

// newProxy returns the proxy at u. It may be at any address, since the user chose it.
func newProxy(u *url.URL, d *dialer, config *tls.Config, userAgent string) *Proxy {
	p := &Proxy{
		url: u, Addr: u.Host, dial: d.dial, dialer: d, header: http.Header{"User-Agent": {userAgent}}, roots: config.RootCAs,
	}
	if u.Scheme == "https" {
		p.dial = securing(p.dial, config)
	}
	if text := p.authorization(); text != "" {
		p.header.Set("Proxy-Authorization", text)
	}
	return p
}

// authorization returns the value of Proxy-Authorization (RFC 7617); "" if there is no user.
func (p *Proxy) authorization() string {
	if p.url.User == nil {
		return ""
	}
	password, _ := p.url.User.Password()
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(p.url.User.Username()+":"+password))
}

// Secrets returns the values that the proxy may know and that are never shown.
func (p *Proxy) Secrets() []string { return userSecrets(p.url.User) }

// forwarding returns the proxy as an h1.Proxy, which forwards http requests.
func (p *Proxy) forwarding() *h1.Proxy {
	return &h1.Proxy{
		Addr: p.Addr, Authorization: p.authorization(),
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) { return p.connect(ctx) },
	}
}

// connect connects to the proxy itself, including the TLS handshake.
func (p *Proxy) connect(ctx context.Context) (net.Conn, error) {
	conn, err := p.dial(ctx, "tcp", p.Addr)
	if err != nil {
		return nil, p.failure(ctx, err)
	}
	secure, ok := conn.(*tls.Conn)
	if !ok {
		return conn, nil
	}
	ctx, cancel := p.dialer.limit(ctx)
	defer cancel()
	if err := secure.HandshakeContext(ctx); err != nil {
		closeAtOnce(conn)
		return nil, p.failure(ctx, handshakeError{err})
	}
	return conn, nil
}

// tunnel connects to host:port through the proxy, which resolves the host.
func (p *Proxy) tunnel(ctx context.Context, _, addr string) (net.Conn, error) {
	conn, err := p.connect(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := p.dialer.limit(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) }) // it fails only if the connection is closed
	through, err := p.ask(conn, addr)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		closeAtOnce(conn)
		return nil, p.failure(ctx, err)
	}
	return through, nil
}

// ask asks the proxy for a connection to addr.
func (p *Proxy) ask(conn net.Conn, addr string) (net.Conn, error) {
	if isSOCKS(p.url) {
		return conn, tunnel.SOCKS5(conn, addr, p.url.User)
	}
	return tunnel.Connect(conn, addr, p.header)
}

// closeAtOnce closes a connection without the last message of TLS, which may have to wait for the
// peer. The error of Close is dropped: the caller has a better one.
func closeAtOnce(conn net.Conn) {
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	conn.Close()
}

// failure returns the error of a connection that failed.
func (p *Proxy) failure(ctx context.Context, err error) error {
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, context.DeadlineExceeded):
		return ByProxy(NoConnection(p.dialer.timeout, p.dialer.option), p.Addr)
	case cause != nil:
		return cause
	}
	if refusal, ok := errors.AsType[*tunnel.Refusal](err); ok {
		if refusal.Reason == tunnel.Login {
			return p.LoginRefused(refusal.Answer, refusal.Challenges, outcome.Connect)
		}
		return outcome.Fail(outcome.Connect, fmt.Errorf("proxy %s %w", p.Addr, refusal))
	}
	if known, ok := errors.AsType[*outcome.Failure](err); ok {
		return outcome.Fail(known.Kind, fmt.Errorf("proxy %s: %w", p.Addr, known.Err))
	}
	kind := classifyHeader(err)
	err = explainProxyTLS(Explain(kind, err), p.roots)
	if kind == outcome.Reset || kind == outcome.Protocol {
		kind = outcome.Connect // the connection to the proxy broke
	}
	return outcome.Fail(kind, fmt.Errorf("proxy %s: %w", p.Addr, err))
}

// ByProxy returns f with the name of the proxy that the connection went through.
func ByProxy(f *outcome.Failure, proxy string) *outcome.Failure {
	return outcome.Fail(f.Kind, fmt.Errorf("%w by way of proxy %s", f.Err, proxy))
}

// LoginRefused returns the error of a proxy that refuses the login, or had none. It ends the run,
// since every request would get that answer. challenges are the values of Proxy-Authenticate. kind
// is the kind of the job that met it.
func (p *Proxy) LoginRefused(answer string, challenges []string, kind outcome.Kind) error {
	schemes := challenge.Schemes(challenges)
	if len(schemes) > 0 {
		answer += " and offers " + strings.Join(schemes, ", ")
	}
	why := "it wants a user name and password, which go into --proxy, HOIST_PROXY or the variable that names the proxy"
	switch {
	case len(schemes) > 0 && !challenge.HasBasic(schemes):
		why = "hoist has Basic only; another proxy on this machine can log in to that one"
	case p.url.User != nil:
		why = "it did not accept the user name and password that are in --proxy, HOIST_PROXY or the variable that names the proxy"
	}
	return &outcome.Fatal{Kind: kind, Err: fmt.Errorf("proxy %s %s; %s", p.Addr, answer, why)}
}

// IsDenied reports whether a proxy has refused a connection for good. That is no evidence about the
// host.
func IsDenied(err error) bool {
	refusal, ok := errors.AsType[*tunnel.Refusal](err)
	return ok && refusal.Reason == tunnel.Denied
}
