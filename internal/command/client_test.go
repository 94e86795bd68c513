package command

import (
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Certificate and key may be in one file or in two files, and must belong together.
func TestCertificateFiles(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	key, err := x509.MarshalPKCS8PrivateKey(server.TLS.Certificates[0].PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	certText := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	keyText := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})
	dir := t.TempDir()
	for name, text := range map[string][]byte{"cert": certText, "key": keyText, "both": append(keyText, certText...)} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for _, tt := range []struct{ cert, key, err string }{
		{"", "", ""},
		{"cert", "key", ""},
		{"both", "", ""},
		{
			"cert", "",
			"--cert cert: tls: found a certificate rather than a key in the PEM for the private key (--key " +
				"names the file of the private key)",
		},
		{"key", "key", "--cert key --key key: "},
		{"", "key", "--key: needs --cert"},
	} {
		got, err := certificates(tt.cert, tt.key)
		if (err == nil) != (tt.err == "") || err != nil && !strings.HasPrefix(err.Error(), tt.err) {
			t.Errorf("%q %q: got %v", tt.cert, tt.key, err)
		}
		if wanted := tt.cert != "" && tt.err == ""; len(got) == 1 != wanted {
			t.Errorf("%q %q: got %d certificates", tt.cert, tt.key, len(got))
		}
	}
	for _, tt := range []struct{ only, added string }{{"cert", ""}, {"", "cert"}, {"cert", "cert"}} {
		pool, err := roots(tt.only, tt.added)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := server.Certificate().Verify(x509.VerifyOptions{Roots: pool, DNSName: "example.com"}); err != nil {
			t.Errorf("%q %q: %v", tt.only, tt.added, err)
		}
	}
	if pool, err := roots("", ""); pool != nil || err != nil {
		t.Errorf("without an option: %v, %v", pool, err)
	}
	if _, err := roots("key", ""); err == nil || err.Error() != "--cacert: key: has no certificate in PEM or DER" {
		t.Errorf("got %v", err)
	}
	if _, err := roots("cert", "key"); err == nil || err.Error() != "--add-ca: key: has no certificate in PEM or DER" {
		t.Errorf("got %v", err)
	}
}
