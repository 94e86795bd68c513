package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/internal/store"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/source/records"
)

const (
	urlOfColumn = "{+url}"               // --url for lists with that column
	urlOfCode   = "{+code}"              // --url for codes that are URLs
	nameOfCode  = "{code}{ext}"          // --name for codes that are not URLs
	nameOfURL   = "{host}/{hash}-{base}" // --name for codes that are URLs
	nameOfSum   = "{+code}"              // --name for lists of checksums
	nameOfPath  = "{host}/{+path}"       // --mirror
)

// planner returns the maker of URLs and names.
func (in *input) planner(c *cli.Context, url string) (*naming.Planner, error) {
	t := naming.Templates{
		URL: url, OwnURL: in.url == "", Name: c.String("name"), OwnName: !c.IsSet("name"), Ignored: in.ignored,
	}
	switch {
	case c.IsSet("name") && c.Bool("mirror"):
		return nil, usagef("--name and --mirror both set the names of files; give one")
	case c.IsSet("name"):
	case c.Bool("mirror"):
		t.Name = nameOfPath
	case in.list.Format == records.Sums:
		t.Name, t.Verbatim = nameOfSum, true
	case in.startsURL(url):
		t.Name, t.Former = nameOfURL, nameOfCode
	default:
		t.Name = nameOfCode
	}
	planner, err := naming.New(t, in.vars)
	switch {
	case err != nil && !in.hasColumns() && in.list.Format == records.Lines && strings.Contains(err.Error(), "unknown variable"):
		return nil, fmt.Errorf("%w; --format csv, tsv or jsonl reads a list with columns", err)
	case err != nil:
		return nil, err
	}
	in.name = t.Name
	if err := checkBeginning(url); err != nil {
		return nil, err
	}
	if err := planner.Unproven(); err != nil && !hasLogFile(c) && !isPart(c, in) {
		return nil, fmt.Errorf("%w; or give --log FILE, which remembers the names", err)
	}
	return planner, checkAfterAnswer(c, planner)
}

// checkURL refuses an empty --url.
func checkURL(c *cli.Context) error {
	if c.IsSet("url") && c.String("url") == "" {
		return usagef("--url: is empty; it must be a URL with variables, such as https://example.org/{code}.jpg")
	}
	return nil
}

// checkBeginning refuses a URL template that begins with a variable whose value is percent-encoded.
// Such a value can't contain "://", so no code gives a URL. If the template contains "://" itself,
// as {code}://example.org/ does, the codes http and https make a URL of it.
func checkBeginning(template string) error {
	variable, _, _ := strings.Cut(template, "}")
	if !strings.HasPrefix(variable, "{") || strings.HasPrefix(variable, "{+") {
		return nil
	}
	if scheme, _, ok := strings.Cut(template, "://"); ok && !strings.ContainsAny(scheme, "/?#") {
		return nil
	}
	name := variable[1:]
	if slices.Contains(source.Vars(), name) {
		name = "code"
	}
	return fmt.Errorf("url template %q: begins with %s}, which is percent-encoded and so not a URL; "+
		"for codes that are URLs use --url '{+%s}'", redact.URL(template), variable, name)
}

// checkAfterAnswer refuses the options for existing files whose names are not known before the
// answer.
func checkAfterAnswer(c *cli.Context, planner *naming.Planner) error {
	policy := store.IfExists(c.String("if-exists"))
	switch {
	case !planner.AfterAnswer() || policy == store.Overwrite || resumes(c).On:
		return nil
	case policy == store.Refuse:
		return errors.New("--if-exists error: can't be used with {filename} or {type} in --name, which are known only after the answer")
	}
	return fmt.Errorf("--if-exists %s: needs --resume, since {filename} and {type} in --name are known only after the answer; "+
		"the log has the names of earlier runs", policy)
}

// startsURL reports whether the URL template begins with the code as it is.
func (in *input) startsURL(url string) bool {
	variable, ok := strings.CutPrefix(url, "{+")
	name, _, closed := strings.Cut(variable, "}")
	name = strings.TrimPrefix(name, naming.Column)
	return ok && closed && (name == "code" || name == in.codeColumn && name != "")
}
