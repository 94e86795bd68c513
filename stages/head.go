package stages

import "net/http"

// longestHeader is the most that is kept of a header field. A longer value says nothing to a reader of the log,
// and cut it would be wrong.
const longestHeader = 1024

// A head is what matters of an answer's header.
type head struct {
	contentType  string
	etag         string
	lastModified string
	encoding     string // Content-Encoding
	contentRange string
}

func headOf(resp *http.Response) head {
	field := func(name string) string {
		value := first(resp.Header, name)
		if len(value) > longestHeader {
			return ""
		}
		return value
	}
	return head{
		contentType:  field("Content-Type"),
		etag:         field("Etag"),
		lastModified: field("Last-Modified"),
		encoding:     field("Content-Encoding"),
		contentRange: field("Content-Range"),
	}
}

// first is the first value of a field whose name is canonical, in which spelling Header.Get would bring it each time.
func first(h http.Header, name string) string {
	if values := h[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}
