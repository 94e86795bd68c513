package download

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/hoist/hoist/internal/challenge"
	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
)

// unauthorized returns the failure of a 401 to req. Its text has the schemes that the server
// offers, and the next step for the user.
func (d *Downloader) unauthorized(r Request, req *http.Request, resp *http.Response) *outcome.Failure {
	schemes := challenge.Schemes(resp.Header["Www-Authenticate"])
	offer := "names no scheme"
	if len(schemes) > 0 {
		offer = "offers " + strings.Join(schemes, ", ")
	}
	return outcome.Fail(outcome.HTTP, fmt.Errorf("%s; the server %s; %s",
		statusText(resp.StatusCode), offer, d.loginHint(r, req, schemes)))
}

// loginHint returns the next step for a user whose request was answered 401.
func (d *Downloader) loginHint(r Request, req *http.Request, schemes []string) string {
	first, sent := r.Origin(), req.Header.Get("Authorization")
	otherScheme := len(schemes) > 0 && !challenge.HasBasic(schemes)
	switch {
	case !origin.Same(first, r.URL) && d.config.Header.IsAbout(first, first):
		return fmt.Sprintf("what was given for %s (--user, --netrc, -H) was not sent after the redirect to another origin",
			origin.Key(first))
	case otherScheme && (sent == "" || strings.HasPrefix(sent, "Basic ")):
		return "--user and --netrc are for Basic, and -H 'Authorization: ...' is for any other scheme"
	case sent != "":
		return "it did not accept the login that was sent"
	}
	return "--user or --netrc gives a user name and password"
}
