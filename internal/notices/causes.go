package notices

import (
	"fmt"
	"net/http"

	"github.com/hoist/hoist/internal/httpclient"
)

// A Result has the parts of a code's result that show a cause.
type Result struct {
	Host   string // of the last request
	Status int    // of the answer; 0 for none
	OK     bool   // whether there is a file
	Err    error  // nil for no error
}

// A Finder reports each cause once. It is for one goroutine. The zero value reports nothing.
type Finder struct {
	Tell func(text string) // receives the texts; nil for none

	toldRoots bool
	refused   int    // number of codes that were answered 401 or 403
	host      string // their host; empty if there were several
	settled   bool   // whether the cause was reported, or a code has shown that it is not the cause
}

// refusedFrom is the number of codes with 401 or 403 from which the cause is reported.
const refusedFrom = 100

// See records the result of a code.
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

// seeAnswer looks for a missing login. If the first answer is not 401 or 403, or a code has a file,
// codes with 401 or 403 are exceptions.
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
