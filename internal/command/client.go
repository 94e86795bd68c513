package command

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/netrc"
)

// client returns the settings of the command line for connections to servers. Its errors do not
// show secrets.
func client(c *cli.Context, server string, workers int, limits download.Limits) (client httpclient.Client, err error) {
	client = httpclient.Client{
		Workers: workers, Timeout: limits.Timeout, Server: server, AllowPrivate: c.Bool("allow-private"),
		UserAgent: c.String("user-agent"), Insecure: c.Bool("insecure"), HTTP: httpclient.Version(c.String("http")),
		ConnectTimeout: limits.Connect, ConnectOption: limits.ConnectOption,
	}
	if err := checkWord("http", c.String("http"), "auto", "1.1", "2"); err != nil {
		return client, err
	}
	if client.Family, err = family(c); err != nil {
		return client, err
	}
	if client.Proxies, err = proxies(c); err != nil {
		return client, err
	}
	if client.Roots, err = roots(c.String("cacert"), c.String("add-ca")); err != nil {
		return client, err
	}
	client.Certificates, err = certificates(c.String("cert"), c.String("key"))
	return client, err
}

// family returns the family of addresses that the command line allows.
func family(c *cli.Context) (httpclient.Family, error) {
	switch four, six := c.Bool("ipv4"), c.Bool("ipv6"); {
	case four && six:
		return httpclient.AnyFamily, errors.New("--ipv4 and --ipv6 each allow one kind of address; give one of them, or neither for both kinds")
	case four:
		return httpclient.IPv4, nil
	case six:
		return httpclient.IPv6, nil
	}
	return httpclient.AnyFamily, nil
}

// These limits apply if the command line does not set them.
const (
	briefTimeout   = 6100 * time.Millisecond // for a connection, and for an answer of the flag sites
	patientTimeout = 30 * time.Second        // for an answer of another server, which may be slow
)

// timeouts returns the limit for a connection and the limit for each later wait.
func timeouts(c *cli.Context) (connect, answer time.Duration) {
	answer = briefTimeout
	switch {
	case c.IsSet("timeout"):
		answer = duration(c, "timeout")
	case c.IsSet("url"):
		answer = patientTimeout
	}
	switch {
	case c.IsSet("connect-timeout"):
		return duration(c, "connect-timeout"), answer
	case answer == 0:
		return briefTimeout, answer
	}
	return min(briefTimeout, answer), answer
}

// timeLimits returns the time limits of each exchange.
func timeLimits(c *cli.Context) download.Limits {
	connect, answer := timeouts(c)
	return download.Limits{
		Connect: connect, Timeout: answer, MaxTime: duration(c, "max-time"), ConnectOption: connectOption(c),
	}
}

// connectOption returns the name of the option that set the connect timeout.
func connectOption(c *cli.Context) string {
	if limit, answer := timeouts(c); c.IsSet("timeout") && !c.IsSet("connect-timeout") && limit == answer {
		return "--timeout"
	}
	return "--connect-timeout"
}

// proxies returns the proxies of the command line, or else the proxies of the environment.
func proxies(c *cli.Context) (httpclient.Proxies, error) {
	text, none := c.String("proxy"), c.Bool("no-proxy")
	switch {
	case text != "" && none:
		return httpclient.Proxies{}, errors.New("--proxy and --no-proxy contradict each other; give one")
	case none:
		return httpclient.Proxies{}, nil
	case text == "":
		return httpclient.EnvironmentProxies(os.Getenv)
	}
	u, err := httpclient.ParseProxy(text)
	if err != nil {
		return httpclient.Proxies{}, fmt.Errorf("--proxy: %w", err)
	}
	return httpclient.OneProxy(u), nil
}

// roots returns the CA certificates of --cacert, or else the system's, with those of --add-ca.
// Without either option it returns nil, which stands for the system's.
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

// requestHeader returns the header fields that the command line sets for requests. Its errors do
// not show secrets.
func requestHeader(c *cli.Context) (httpclient.Header, error) {
	header := httpclient.Header{UserAgent: c.String("user-agent")}
	for _, text := range c.StringSlice("header") {
		field, err := httpclient.ParseField(text)
		if err != nil {
			return header, fmt.Errorf("--header: %w", err)
		}
		header.Fields = append(header.Fields, field)
	}
	if text := c.String("user"); text != "" {
		name, password, ok := strings.Cut(text, ":")
		if !ok || strings.ContainsFunc(text, unicode.IsControl) {
			return header, errors.New("--user: must be NAME:PASSWORD")
		}
		header.User = url.UserPassword(name, password)
	}
	if !c.Bool("netrc") {
		return header, nil
	}
	logins, err := readNetrc()
	header.Netrc = logins
	if err != nil {
		err = fmt.Errorf("--netrc: %w", err)
	}
	return header, err
}

// readNetrc reads the file that NETRC names, or else .netrc in the home directory.
func readNetrc() (netrc.File, error) {
	path, err := netrcPath()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	file, err := netrc.Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return file, nil
}

func netrcPath() (string, error) {
	if path := os.Getenv("NETRC"); path != "" {
		return path, nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".netrc"), err
}
