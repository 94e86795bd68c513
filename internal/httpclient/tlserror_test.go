package httpclient

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"
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
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), BasicConstraintsValid: true, IsCA: isCA,
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

// shake returns the client's error in a handshake with a server.
func shake(t *testing.T, client Client, server *tls.Config) error {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0") // a net.Pipe has no buffer, so both ends would block in a write
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		far, err := listener.Accept()
		if err != nil {
			return
		}
		defer far.Close()
		tls.Server(far, server).HandshakeContext(t.Context()) // the test checks the client's error
	}()
	near, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer near.Close()
	config := client.tls()
	config.ServerName = "host.example"
	return tls.Client(near, config).HandshakeContext(t.Context())
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
	pool := x509.NewCertPool()
	pool.AddCert(root.certificate)
	for _, tt := range []struct {
		name    string
		server  *tls.Config
		noRoots bool
		want    string // part of the error; empty if the handshake succeeds
	}{
		{"whole chain", &tls.Config{Certificates: []tls.Certificate{chain(middle, middle)}}, false, ""},
		{"whole chain, and the root", &tls.Config{Certificates: []tls.Certificate{chain(middle, middle, root)}}, false, ""},
		{
			"no CA certificates", &tls.Config{Certificates: []tls.Certificate{chain(strange)}}, true,
			"there are no CA certificates on this machine",
		},
		{
			"intermediate missing", &tls.Config{Certificates: []tls.Certificate{chain(middle)}}, false,
			`does not send the certificate of "CN=the intermediate", which issued its own (an intermediate ` +
				`is missing)`,
		},
		{
			"root above it sent, intermediate missing",
			&tls.Config{Certificates: []tls.Certificate{chain(middle, root)}}, false,
			"an intermediate is missing",
		},
		{
			"another root, sent", &tls.Config{Certificates: []tls.Certificate{chain(strange, strange)}}, false,
			`leads to "CN=a strange root", which is not among`,
		},
		{"self-signed", &tls.Config{Certificates: []tls.Certificate{chain(nil)}}, false, "is self-signed"},
		{
			"TLS 1.1",
			&tls.Config{
				Certificates: []tls.Certificate{chain(root)}, MinVersion: tls.VersionTLS10,
				MaxVersion: tls.VersionTLS11,
			},
			false, "only versions of TLS older than 1.2",
		},
		{"RSA key exchange only", &tls.Config{
			Certificates: []tls.Certificate{rsaLeaf}, MaxVersion: tls.VersionTLS12,
			CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256},
		}, false, "RSA key exchange only"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := shake(t, Client{Roots: pool}, tt.server)
			if err != nil {
				err = explainTLS(err, func() bool { return tt.noRoots })
			}
			switch {
			case tt.want == "" && err != nil, tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

func TestExplainTLSLeavesOthers(t *testing.T) {
	for _, err := range []error{
		errors.New("tls: something"),
		&net.OpError{Op: "remote error", Err: errors.New("tls: certificate required")},
		&tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: &x509.Certificate{}, Host: "h"}},
	} {
		if got := explainTLS(err, noSystemRoots); got != err {
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
