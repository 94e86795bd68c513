package httpclient

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/tlsoffer"
)

// explainTLS adds the cause to the error of a failed TLS handshake with a server, if it is one of
// the usual causes. It returns any other error unchanged, and any Failure, which has its cause.
func (t *Transport) explainTLS(ctx context.Context, u *url.URL, err error) error {
	if _, explained := errors.AsType[*outcome.Failure](err); explained {
		return err
	}
	switch {
	case isUnknownAuthority(err):
		return explainAuthority(err, lacksRoots(t.roots))
	case lacksVersion(err), lacksCipher(err):
		TraceFrom(ctx).pause()
		return explainOffer(err, t.offers.Of(ctx, u.Host, t.askOffer))
	}
	return err
}

// explainProxyTLS is explainTLS for the handshake with a proxy. roots are the CA certificates that
// are trusted; nil for the system's.
func explainProxyTLS(err error, roots *x509.CertPool) error {
	switch {
	case isUnknownAuthority(err):
		return explainAuthority(err, lacksRoots(roots))
	case lacksVersion(err), lacksCipher(err):
		return explainOffer(err, tlsoffer.Offer{})
	}
	return err
}

// lacksVersion reports whether a handshake failed because the server has no version of TLS that
// hoist has.
func lacksVersion(err error) bool {
	return remoteAlert(err) == "tls: protocol version not supported" ||
		saysFirst(err, "tls: server selected unsupported protocol version")
}

// lacksCipher reports whether a handshake failed because, most likely, the server has no cipher
// suite that hoist has.
func lacksCipher(err error) bool {
	return remoteAlert(err) == "tls: handshake failure" || saysFirst(err, "tls: server chose an unconfigured cipher suite")
}

// remoteAlert returns the text of the alert with which the server ended TLS; "" if there is none.
// crypto/tls has no type for it (RFC 8446, section 6).
func remoteAlert(err error) string {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "remote error" {
		return op.Err.Error()
	}
	return ""
}

// explainOffer adds to the error of a handshake what the server has. The zero offer is unknown.
func explainOffer(err error, o tlsoffer.Offer) error {
	switch {
	case o.Version != 0 && o.Version < tls.VersionTLS12:
		return fmt.Errorf("the server has no later version of TLS than %s, hoist has 1.2 and later, and no option changes that: %w",
			strings.TrimPrefix(tls.VersionName(o.Version), "TLS "), err)
	case lacksVersion(err):
		return fmt.Errorf("the server has no version of TLS that hoist has, which are 1.2 and later, and no option changes that: %w",
			err)
	case o.Setting() != "":
		return fmt.Errorf("the server has only weak cipher suites, the best of them %s; GODEBUG=%s in the environment "+
			"allows it: %w", tls.CipherSuiteName(o.Suite), o.Setting(), err)
	case o.IsWeak():
		return fmt.Errorf("the server has only weak cipher suites, the best of them %s, which hoist does not have: %w",
			tls.CipherSuiteName(o.Suite), err)
	}
	return fmt.Errorf("no cipher in common with the server, or it requires a client certificate (--cert): %w", err)
}

// askLimit is the longest time to ask for an offer, with the connection. If the limit of a
// connection is shorter, that one counts.
const askLimit = 2 * time.Second

// askOffer asks the host of an https URL for its offer, over a connection of its own. ctx belongs
// to all exchanges that wait for the answer, so no trace sees that connection.
func (t *Transport) askOffer(ctx context.Context, host string) tlsoffer.Offer {
	ctx, cancel := context.WithTimeout(ctx, t.askLimit)
	defer cancel()
	u := url.URL{Host: host}
	conn, err := t.secure(ctx, "tcp", net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "443")))
	if err != nil {
		return tlsoffer.Offer{}
	}
	defer closeAtOnce(conn)
	return tlsoffer.Ask(ctx, conn, u.Hostname())
}

func isUnknownAuthority(err error) bool {
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, none := errors.AsType[x509.SystemRootsError](err)
	return unknown || none
}

// A noRootsError is the error of a certificate that no CA certificate can vouch for, because the
// machine has none.
type noRootsError struct{ error }

func (e noRootsError) Unwrap() error { return e.error }

// LacksRoots reports whether err is the error of a machine without CA certificates.
func LacksRoots(err error) bool {
	_, is := errors.AsType[noRootsError](err)
	return is
}

// explainAuthority adds the reason why no CA certificate vouches for a server's certificate.
// noRoots reports whether the machine has no CA certificates, although its own are the ones to
// trust.
func explainAuthority(err error, noRoots func() bool) error {
	failed, ok := errors.AsType[*tls.CertificateVerificationError](err)
	switch {
	case noRoots():
		return noRootsError{fmt.Errorf("this machine has no CA certificates to check the server's certificate by "+
			"(--cacert PATH names a file of them): %w", err)}
	case !ok || len(failed.UnverifiedCertificates) == 0:
		return err
	}
	sent := failed.UnverifiedCertificates
	switch last := lastOfChain(sent); {
	case !isSelfIssued(last):
		return fmt.Errorf("the server does not send the certificate of %s, which issued its own (an intermediate is missing); "+
			"%s: %w", shortName(last.Issuer.String()), placeOfIssuer(last), err)
	case last == sent[0]:
		return fmt.Errorf("the server's certificate is self-signed, and not among those trusted here (--add-ca PATH adds it): %w", err)
	default:
		return fmt.Errorf("the server's certificate leads to %s, which is not among the CA certificates trusted here "+
			"(--add-ca PATH adds it): %w", shortName(last.Subject.String()), err)
	}
}

// placeOfIssuer says where the certificate of c's issuer is, according to c (RFC 5280, section
// 4.2.2.1), and what to do with it.
func placeOfIssuer(c *x509.Certificate) string {
	for _, place := range c.IssuingCertificateURL {
		if strings.HasPrefix(place, "http://") || strings.HasPrefix(place, "https://") {
			return fmt.Sprintf("it is at %.200q, and --add-ca PATH trusts a copy of it", place)
		}
	}
	return "--add-ca PATH trusts a copy of it"
}

// lastOfChain returns the last certificate of the chain that begins with the server's, as far as it
// was sent.
func lastOfChain(sent []*x509.Certificate) *x509.Certificate {
	last := sent[0]
	for range sent { // no more steps than certificates, since issuers may form a circle
		if isSelfIssued(last) {
			break
		}
		for _, c := range sent {
			if string(c.RawSubject) == string(last.RawIssuer) {
				last = c
				break
			}
		}
	}
	return last
}

func isSelfIssued(c *x509.Certificate) bool { return string(c.RawSubject) == string(c.RawIssuer) }

// shortName quotes a name that a server sent.
func shortName(name string) string { return fmt.Sprintf("%.100q", name) }

// lacksRoots returns a function that reports whether the system's CA certificates are trusted, and
// there are none. roots are the CA certificates that are trusted; nil for the system's.
func lacksRoots(roots *x509.CertPool) func() bool {
	return func() bool {
		if roots != nil {
			return false
		}
		pool, err := x509.SystemCertPool()
		return err != nil || pool.Equal(x509.NewCertPool())
	}
}
