package command

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/netrc"
	"github.com/urfave/cli/v2"
)

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
