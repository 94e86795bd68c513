package download

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/hoist/hoist/internal/outcome"
)

// Statuses are statuses of errors, as in --retry-on. nil is the empty list.
type Statuses []statusRange

// A statusRange is one status, or all of a class.
type statusRange struct{ first, last int }

// ParseStatuses parses a list of statuses and classes with commas between, such as 403,404,5xx. If
// an item is not the status of an error, the error names it: a success or a redirect is not
// retried.
func ParseStatuses(text string) (Statuses, error) {
	var all Statuses
	for item := range strings.SplitSeq(text, ",") {
		item = strings.ToLower(strings.TrimSpace(item))
		status, err := strconv.ParseUint(item, 10, 16)
		switch {
		case item == "4xx":
			all = append(all, statusRange{400, 499})
		case item == "5xx":
			all = append(all, statusRange{500, 599})
		case err == nil && len(item) == 3 && isErrorStatus(int(status)):
			all = append(all, statusRange{int(status), int(status)})
		default:
			return nil, fmt.Errorf("%.20q is not the status of an error; write a list such as 403,404,5xx", item)
		}
	}
	return all, nil
}

// isErrorStatus reports whether a final answer with that status is an error, for any request.
func isErrorStatus(status int) bool {
	switch {
	case isRedirect(status), status == http.StatusPartialContent, status == http.StatusNotModified:
		return false
	}
	f, ok := errors.AsType[*outcome.Failure](statusError(status))
	return ok && f.Kind != outcome.Protocol
}

func (s Statuses) has(status int) bool {
	for _, r := range s {
		if r.first <= status && status <= r.last {
			return true
		}
	}
	return false
}

// String returns the list in the form that ParseStatuses parses.
func (s Statuses) String() string {
	items := make([]string, len(s))
	for i, r := range s {
		if items[i] = strconv.Itoa(r.first); r.first != r.last {
			items[i] = fmt.Sprintf("%dxx", r.first/100)
		}
	}
	return strings.Join(items, ",")
}
