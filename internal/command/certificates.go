package command

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strings"
)

// roots returns the CA certificates of --cacert, or else the system's, with those of --add-ca.
// Without either option it returns nil, which means the system's.
func roots(only, added string) (*x509.CertPool, error) {
	if only == "" && added == "" {
		return nil, nil
	}
	pool := x509.NewCertPool()
	if only == "" {
		if system, err := x509.SystemCertPool(); err == nil { // if there are none, those of --add-ca are all
			pool = system
		}
	} else if err := addCertificates(pool, only); err != nil {
		return nil, fmt.Errorf("--cacert: %w", err)
	}
	if added == "" {
		return pool, nil
	}
	if err := addCertificates(pool, added); err != nil {
		return nil, fmt.Errorf("--add-ca: %w", err)
	}
	return pool, nil
}

// addCertificates adds the certificates in a file to pool. The file is in PEM, or has one
// certificate in DER, which is the form in which an authority offers its own (RFC 5280, section
// 4.2.2.1).
func addCertificates(pool *x509.CertPool, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if pool.AppendCertsFromPEM(text) {
		return nil
	}
	certificate, err := x509.ParseCertificate(text)
	if err != nil {
		return fmt.Errorf("%s: has no certificate in PEM or DER", path)
	}
	pool.AddCert(certificate)
	return nil
}

// certificates loads the key pair of --cert and --key. Without --cert and --key it returns nil.
func certificates(cert, key string) ([]tls.Certificate, error) {
	switch {
	case cert == "" && key == "":
		return nil, nil
	case cert == "":
		return nil, errors.New("--key: needs --cert")
	}
	certText, err := os.ReadFile(cert)
	if err != nil {
		return nil, fmt.Errorf("--cert: %w", err)
	}
	keyText := certText
	if key != "" {
		if keyText, err = os.ReadFile(key); err != nil {
			return nil, fmt.Errorf("--key: %w", err)
		}
	}
	pair, err := tls.X509KeyPair(certText, keyText)
	switch {
	case isEncrypted(keyText):
		return nil, fmt.Errorf("%s: the private key is encrypted, and hoist can't ask for its passphrase; "+
			"`openssl pkey -in FILE` writes the key without encryption", keyOption(cert, key))
	case err != nil && key == "":
		return nil, fmt.Errorf("--cert %s: %w (--key names the file of the private key)", cert, err)
	case err != nil:
		return nil, fmt.Errorf("--cert %s --key %s: %w", cert, key, err)
	}
	return []tls.Certificate{pair}, nil
}

// isEncrypted reports whether a private key in PEM is encrypted (RFC 7468, section 11; RFC 1421,
// section 4.6.1.1).
func isEncrypted(text []byte) bool {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "ENCRYPTED PRIVATE KEY" || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED") {
			return true
		}
	}
	return false
}

// keyOption returns the option that names the file of the private key.
func keyOption(cert, key string) string {
	if key == "" {
		return "--cert " + cert
	}
	return "--key " + key
}
