package httpclient

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
)

// explainTLS adds the cause to the error of a failed TLS handshake, if it is one of the usual
// causes. It returns any other error unchanged. noRoots reports whether the system has no CA
// certificates.
func explainTLS(err error, noRoots func() bool) error {
	alert := remoteAlert(err)
	switch {
	case isUnknownAuthority(err):
		return explainAuthority(err, noRoots)
	case alert == "tls: protocol version not supported", saysFirst(err, "tls: server selected unsupported protocol version"):
		return fmt.Errorf("the server offers only versions of TLS older than 1.2, which are not used: %w", err)
	case alert == "tls: handshake failure", saysFirst(err, "tls: server chose an unconfigured cipher suite"):
		return fmt.Errorf("no cipher in common with the server, as with one that has RSA key exchange only, which is not used: %w", err)
	}
	return err
}

// remoteAlert returns the text of the alert with which the server ended TLS; "" if there is none.
// crypto/tls has no type for it (RFC 8446, section 6).
func remoteAlert(err error) string {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "remote error" {
		return op.Err.Error()
	}
	return ""
}

func isUnknownAuthority(err error) bool {
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, none := errors.AsType[x509.SystemRootsError](err)
	return unknown || none
}

// explainAuthority adds the reason why no CA certificate vouches for a server's certificate.
func explainAuthority(err error, noRoots func() bool) error {
	failed, ok := errors.AsType[*tls.CertificateVerificationError](err)
	switch {
	case noRoots():
		return fmt.Errorf("there are no CA certificates on this machine to check the server's by; "+
			"install them (ca-certificates), or name a file with --cacert: %w", err)
	case !ok || len(failed.UnverifiedCertificates) == 0:
		return err
	}
	sent := failed.UnverifiedCertificates
	switch last := lastOfChain(sent); {
	case !isSelfIssued(last):
		return fmt.Errorf("the server does not send the certificate of %s, which issued its own "+
			"(an intermediate is missing), and no CA certificate here is that: %w", shortName(last.Issuer.String()), err)
	case last == sent[0]:
		return fmt.Errorf("the server's certificate is self-signed, and not among those trusted here (--cacert): %w", err)
	default:
		return fmt.Errorf("the server's certificate leads to %s, which is not among "+
			"the CA certificates trusted here (--cacert): %w", shortName(last.Subject.String()), err)
	}
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

// noSystemRoots reports whether the system has no CA certificates.
func noSystemRoots() bool {
	pool, err := x509.SystemCertPool()
	return err != nil || pool.Equal(x509.NewCertPool())
}
