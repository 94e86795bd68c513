// Package causes finds a cause by which most likely all codes of a run fail, from the results of
// single codes, and has the text for a person.
package causes

import (
	"fmt"
	"net/http"

	"github.com/hoist/hoist/internal/httpclient"
)

// A Result is the part of a code's result that shows a cause.
type Result struct {
	Host   string // of the last request
	Status int    // of the answer; 0 if there was none
	OK     bool   // there is a file
	Err    error  // nil if there was none
}

// A Finder tells a person of each cause once. It is for one goroutine. The zero value tells nobody.
type Finder struct {
	Tell func(text string) // nil for nobody

	toldRoots bool
	refused   int    // codes that were answered 401 or 403
	host      string // that answered so; empty if there were several
	settled   bool   // whether a login is missing is told, or a code shows that it is not
}

// refusedFrom is the number of codes with 401 or 403 from which a person is told.
const refusedFrom = 100

// See looks at the result of a code.
func (f *Finder) See(r Result) {
	switch {
	case f.Tell == nil:
	case r.Err != nil && !f.toldRoots && httpclient.LacksRoots(r.Err):
		f.toldRoots = true
		f.Tell("this machine has no CA certificates, so that no server of https can be checked; install them " +
			"(the package ca-certificates: apt-get, apk or dnf install), or name a file of them with --cacert PATH")
	case !f.settled && (r.OK || r.Status != 0):
		f.seeAnswer(r)
	}
}

// seeAnswer looks for a missing login. If the first answer of all is not 401 or 403, or a code has a
// file, then the codes that are answered so are exceptions.
func (f *Finder) seeAnswer(r Result) {
	isRefused := r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden
	switch {
	case r.OK, !isRefused && f.refused == 0:
		f.settled = true
		return
	case !isRefused:
		return
	case f.refused == 0:
		f.host = r.Host
	case f.host != r.Host:
		f.host = ""
	}
	if f.refused++; f.refused < refusedFrom {
		return
	}
	f.settled = true
	by := ""
	if f.host != "" {
		by = " by " + f.host
	}
	f.Tell(fmt.Sprintf("%d codes, the first among them, were answered 401 or 403%s, and none was saved; "+
		"a login may be missing, or be for another server (--user, --netrc, -H)", refusedFrom, by))
}
