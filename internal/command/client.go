package command

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/httpclient"
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
		return httpclient.AnyFamily,
			errors.New("--ipv4 and --ipv6 each allow one kind of address; give one of them, or neither for both kinds")
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
func timeouts(c *cli.Context, site *site) (connect, answer time.Duration) {
	answer = briefTimeout
	switch {
	case c.IsSet("timeout"):
		answer = duration(c, "timeout")
	case site.label == "":
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
func timeLimits(c *cli.Context, site *site) download.Limits {
	connect, answer := timeouts(c, site)
	return download.Limits{
		Connect: connect, Timeout: answer, MaxTime: duration(c, "max-time"), ConnectOption: connectOption(c, site),
	}
}

// connectOption returns the name of the option that set the connect timeout.
func connectOption(c *cli.Context, site *site) string {
	if limit, answer := timeouts(c, site); c.IsSet("timeout") && !c.IsSet("connect-timeout") && limit == answer {
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
