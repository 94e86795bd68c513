package httpclient

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/outcome"
)

// An authority issues certificates for tests.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// issue returns a certificate for a public key. It is signed by a, or self-signed with key if a is
// nil.
func (a *authority) issue(t *testing.T, name string, key any, public any, isCA bool) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{"host.example"},
		IssuingCertificateURL: []string{"ldap://ca.example/", "http://ca.example/issuer.der"},
		NotBefore:             time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), BasicConstraintsValid: true, IsCA: isCA,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment | x509.KeyUsageCertSign,
	}
	parent, signer := template, key
	if a != nil {
		parent, signer = a.certificate, a.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, signer)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

func newAuthority(t *testing.T, name string, by *authority) *authority {
	t.Helper()
	key := newKey(t)
	return &authority{by.issue(t, name, key, key.Public(), true), key}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// shake returns the client's error in a handshake with a server, as a Transport explains it.
func shake(t *testing.T, client Client, server *tls.Config) error {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", server)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			far, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer far.Close()
				if far.(*tls.Conn).HandshakeContext(t.Context()) == nil { // the client's error is looked at
					http.ReadRequest(bufio.NewReader(far))
					io.WriteString(far, "HTTP/1.1 204 No Content\r\n\r\n")
				}
			}()
		}
	}()
	client.Resolve = func(context.Context, string, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
	client.AllowPrivate = true
	transport := client.Transport()
	defer transport.CloseIdleConnections()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://host.example:"+port+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := transport.RoundTrip(req)
	if err == nil {
		resp.Body.Close()
	}
	return err
}

func TestExplainTLS(t *testing.T) {
	root, strange := newAuthority(t, "the root", nil), newAuthority(t, "a strange root", nil)
	middle := newAuthority(t, "the intermediate", root)
	key := newKey(t)
	chain := func(by *authority, above ...*authority) tls.Certificate {
		leaf := by.issue(t, "host.example", key, key.Public(), false)
		c := tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: key}
		for _, a := range above {
			c.Certificate = append(c.Certificate, a.certificate.Raw)
		}
		return c
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rsaLeaf := tls.Certificate{Certificate: [][]byte{root.issue(t, "rsa", rsaKey, rsaKey.Public(), false).Raw}, PrivateKey: rsaKey}
	weak := func(suite uint16) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{rsaLeaf}, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{suite}}
	}
	pool := x509.NewCertPool()
	pool.AddCert(root.certificate)
	for _, tt := range []struct {
		name   string
		server *tls.Config
		want   string // part of the error; empty if the handshake succeeds
	}{
		{"whole chain", &tls.Config{Certificates: []tls.Certificate{chain(middle, middle)}}, ""},
		{"whole chain, and the root", &tls.Config{Certificates: []tls.Certificate{chain(middle, middle, root)}}, ""},
		{
			"intermediate missing", &tls.Config{Certificates: []tls.Certificate{chain(middle)}},
			`the server does not send the certificate of "CN=the intermediate", which issued its own (an intermediate ` +
				`is missing); it is at "http://ca.example/issuer.der", and --add-ca PATH trusts a copy of it: tls: `,
		},
		{
			"root above it sent, intermediate missing",
			&tls.Config{Certificates: []tls.Certificate{chain(middle, root)}},
			"an intermediate is missing",
		},
		{
			"another root, sent", &tls.Config{Certificates: []tls.Certificate{chain(strange, strange)}},
			`the server's certificate leads to "CN=a strange root", which is not among the CA certificates trusted here ` +
				`(--add-ca PATH adds it): tls: `,
		},
		{
			"self-signed", &tls.Config{Certificates: []tls.Certificate{chain(nil)}},
			"the server's certificate is self-signed, and not among those trusted here (--add-ca PATH adds it): tls: ",
		},
		{
			"TLS 1.1",
			&tls.Config{
				Certificates: []tls.Certificate{chain(root)}, MinVersion: tls.VersionTLS10,
				MaxVersion: tls.VersionTLS11,
			},
			"the server has no later version of TLS than 1.1, hoist has 1.2 and later, and no option changes that: ",
		},
		{
			"TLS 1.0",
			&tls.Config{Certificates: []tls.Certificate{chain(root)}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10},
			"the server has no later version of TLS than 1.0, hoist has 1.2 and later, and no option changes that: ",
		},
		{
			"RSA key exchange only", weak(tls.TLS_RSA_WITH_AES_128_GCM_SHA256),
			"the server has only weak cipher suites, the best of them TLS_RSA_WITH_AES_128_GCM_SHA256; " +
				"GODEBUG=tlsrsakex=1 in the environment allows it: remote error: tls: handshake failure",
		},
		{
			"RSA key exchange and 3DES only", weak(tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA),
			"TLS_RSA_WITH_3DES_EDE_CBC_SHA; GODEBUG=tlsrsakex=1,tls3des=1 in the environment allows it: ",
		},
		{
			"RC4 only", weak(tls.TLS_RSA_WITH_RC4_128_SHA),
			"the best of them TLS_RSA_WITH_RC4_128_SHA, which hoist does not have: ",
		},
		{
			"no cipher suite at all",
			&tls.Config{Certificates: []tls.Certificate{rsaLeaf}, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{}},
			"no cipher in common with the server, or it requires a client certificate (--cert): remote error: tls: handshake failure",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := shake(t, Client{Roots: pool}, tt.server)
			switch {
			case tt.want == "" && err != nil, tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

// A certificate that the user adds is trusted, even if it is an intermediate or the server's own.
func TestAddedCertificates(t *testing.T) {
	middle := newAuthority(t, "the intermediate", newAuthority(t, "the root", nil))
	key := newKey(t)
	own := middle.issue(t, "host.example", key, key.Public(), false)
	server := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{own.Raw}, PrivateKey: key}}}
	for _, added := range []*x509.Certificate{middle.certificate, own} {
		pool := x509.NewCertPool()
		pool.AddCert(added)
		if err := shake(t, Client{Roots: pool}, server); err != nil {
			t.Errorf("%s: %v", added.Subject, err)
		}
	}
}

// If the machine has no CA certificates, the error reports that, and does not blame the server.
func TestLacksRoots(t *testing.T) {
	unknown := &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}
	lacking := explainAuthority(unknown, func() bool { return true })
	if !LacksRoots(lacking) || !strings.HasPrefix(lacking.Error(), "this machine has no CA certificates ") {
		t.Errorf("got %v", lacking)
	}
	if LacksRoots(explainAuthority(unknown, lacksRoots(x509.NewCertPool()))) {
		t.Error("the user's own certificates count as the machine's")
	}
}

func TestExplainTLSLeavesOthers(t *testing.T) {
	for _, err := range []error{
		errors.New("tls: something"),
		&net.OpError{Op: "remote error", Err: errors.New("tls: certificate required")},
		&tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: &x509.Certificate{}, Host: "h"}},
		outcome.Fail(outcome.TLS, &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}), // a proxy's
	} {
		if got := new(Transport).explainTLS(t.Context(), &url.URL{Host: "h"}, err); got != err {
			t.Errorf("%v became %v", err, got)
		}
	}
}

// If the issuers form a circle, lastOfChain still returns.
func TestLastOfChainCircle(t *testing.T) {
	a := &x509.Certificate{RawSubject: []byte("a"), RawIssuer: []byte("b")}
	b := &x509.Certificate{RawSubject: []byte("b"), RawIssuer: []byte("a")}
	if got := lastOfChain([]*x509.Certificate{a, b}); got != a && got != b {
		t.Errorf("%v", got)
	}
}
